package network.cairn.client.wire.v1;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import network.cairn.client.ledger.Amount;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;

/// What a node says of its business on the ledger. What counts is what the ledger says; this tells why.
///
/// @param provider who it is
/// @param followedHeight up to which block it knows the ledger
/// @param deals how many deals it has, with pieces or without
/// @param pieces how many pieces are in them, as agreed with their clients
/// @param problem what keeps it from its business now; empty while all is well
/// @param epochs its latest epochs, the newest first
public record ProviderReport(
        ActorId provider, long followedHeight, long deals, long pieces, String problem, List<EpochEntry> epochs) {
    /// The most epochs of a report.
    public static final int EPOCHS_MAX = 100;

    public static final int DETAIL_BYTES_MAX = 512;
    public static final int ENCODED_BYTES_MAX = 1024 + EPOCHS_MAX * (64 + DETAIL_BYTES_MAX);

    public ProviderReport {
        epochs = List.copyOf(epochs);
        problem = shortened(problem);
        if (epochs.size() > EPOCHS_MAX) {
            throw new IllegalArgumentException("a report has at most " + EPOCHS_MAX + " epochs, not " + epochs.size());
        }
    }

    /// What came of an epoch.
    public enum EpochOutcome {
        /// It held nothing at its end.
        NOTHING_HELD(1),
        /// The proof is being made, sent or waited for.
        PROVING(2),
        /// The ledger has taken the proof.
        PROVEN(3),
        /// The epoch was not proven in time.
        MISSED(4),
        /// There was no beacon, and so nothing to prove.
        NO_BEACON(5);

        private final int code;

        EpochOutcome(int code) {
            this.code = code;
        }

        /// Its byte on the wire, never reused.
        int code() {
            return code;
        }

        static EpochOutcome ofCode(int code) throws CodecException {
            for (EpochOutcome outcome : values()) {
                if (outcome.code == code) {
                    return outcome;
                }
            }
            throw new CodecException("there is no outcome " + code);
        }
    }

    /// An epoch of a provider's.
    ///
    /// @param leaves what it held at the end, in leaves of 1 KiB
    /// @param due what the epoch is worth, if it is proven, before fees
    /// @param detail why it was missed, or what is being waited for
    public record EpochEntry(long epoch, EpochOutcome outcome, long leaves, Amount due, String detail) {
        public EpochEntry {
            detail = shortened(detail);
        }

        public void write(CanonicalWriter writer) {
            writer.u64(epoch).u8(outcome.code()).u64(leaves);
            due.write(writer);
            writer.text(detail);
        }

        public static EpochEntry read(CanonicalReader reader) throws CodecException {
            long epoch = reader.u64("epoch");
            EpochOutcome outcome = EpochOutcome.ofCode(reader.u8("outcome"));
            long leaves = reader.u64("leaves");
            var due = Amount.read(reader, "due");
            String detail = reader.text(DETAIL_BYTES_MAX, "detail");
            requireShort(detail);
            return new EpochEntry(epoch, outcome, leaves, due, detail);
        }
    }

    public byte[] encode() {
        var writer = new CanonicalWriter()
                .id(provider)
                .u64(followedHeight)
                .u64(deals)
                .u64(pieces)
                .text(problem)
                .u32(epochs.size());
        epochs.forEach(epoch -> epoch.write(writer));
        return writer.toBytes();
    }

    public static ProviderReport decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var provider = ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "provider"));
        long height = reader.u64("followed height");
        long deals = reader.u64("deals");
        long pieces = reader.u64("pieces");
        String problem = reader.text(DETAIL_BYTES_MAX, "problem");
        requireShort(problem);
        var epochs = new ArrayList<EpochEntry>();
        for (int left = reader.count(EPOCHS_MAX, "epochs"); left > 0; left--) {
            epochs.add(EpochEntry.read(reader));
        }
        reader.end();
        return new ProviderReport(provider, height, deals, pieces, problem, epochs);
    }

    private static void requireShort(String text) throws CodecException {
        if (!text.equals(shortened(text))) {
            throw new CodecException("a text of " + text.length() + " characters is too long for a report");
        }
    }

    /// As much of a text as fits, whatever its characters.
    private static String shortened(String text) {
        int most = DETAIL_BYTES_MAX / 4;
        String start = text.length() <= most ? text : text.substring(0, most);
        return new String(start.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
