package network.cairn.client.receipt;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.light.ChainSourceException;
import network.cairn.client.light.Checked;
import network.cairn.client.light.Checkpoint;
import network.cairn.client.light.LightClient;
import network.cairn.client.light.LightClientSettings;
import network.cairn.client.light.Refusal;
import network.cairn.client.receipt.ReceiptVerdict.Reason;
import network.cairn.client.receipt.ReceiptVerdict.Rejected;
import network.cairn.proofs.codec.CodecException;

/// Checks durability receipts against what is trusted, without a network.
///
/// Trusts genesis or a checkpoint, as a {@link LightClient} does, and the clock. Total: any bytes give a verdict.
/// Bounds come first, then what costs hashes, in proportion to the receipt's bytes, and last the signatures of the
/// headers between what is trusted and the receipt's records, of which there are at most {@link
/// DurabilityReceipt#HEADERS_MAX} times those of a quorum. Safe for use by many.
public final class ReceiptVerifier {
    private final Genesis genesis;
    private final Optional<Checkpoint> checkpoint;
    private final SignatureVerifier signatures;
    private final InstantSource clock;
    private final Duration ageMax;

    /// A verifier for one chain.
    ///
    /// @param genesis the chain and its rules
    /// @param checkpoint where trust begins; empty for genesis
    /// @param signatures checks the validators' signatures
    /// @param clock tells how old a receipt is
    /// @param ageMax how old the oldest block may be that something is proven against
    /// @throws IllegalArgumentException if the checkpoint is another chain's
    public ReceiptVerifier(
            Genesis genesis,
            Optional<Checkpoint> checkpoint,
            SignatureVerifier signatures,
            InstantSource clock,
            Duration ageMax) {
        this.genesis = genesis;
        this.checkpoint = checkpoint;
        this.signatures = signatures;
        this.clock = clock;
        this.ageMax = ageMax;
        settings();
    }

    private LightClientSettings settings() {
        return new LightClientSettings(genesis, checkpoint, new InMemoryKeyValueStore(), signatures, clock, ageMax);
    }

    /// What these bytes show.
    public ReceiptVerdict verify(byte[] encoded) {
        if (encoded.length > DurabilityReceipt.ENCODED_BYTES_MAX) {
            return new Rejected(
                    Reason.TOO_LONG,
                    encoded.length + " bytes, at most " + DurabilityReceipt.ENCODED_BYTES_MAX + " are looked at");
        }
        if (encoded.length > 0 && encoded[0] != DurabilityReceipt.VERSION) {
            return new Rejected(
                    Reason.OTHER_VERSION,
                    "version " + (encoded[0] & 0xff) + ", this software reads " + DurabilityReceipt.VERSION);
        }
        try {
            return verify(DurabilityReceipt.decode(encoded));
        } catch (CodecException e) {
            return new Rejected(Reason.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    /// What a receipt shows.
    ReceiptVerdict verify(DurabilityReceipt receipt) {
        try {
            if (!receipt.chain().equals(genesis.chainId())) {
                throw new RefusedReceiptException(
                        Reason.OTHER_CHAIN, "chain " + receipt.chain() + ", not " + genesis.chainId());
            }
            List<BlockHeader> used = used(receipt);
            checkAge(used);
            checkSize(receipt);
            List<SegmentState> segments = ReceiptReading.read(receipt);
            checkFinal(receipt, used);
            return new ReceiptVerdict.Accepted(receipt, summary(receipt, used, segments), segments);
        } catch (RefusedReceiptException e) {
            return e.verdict();
        }
    }

    /// The headers that something is proven against, and the newest, by ascending height.
    private static List<BlockHeader> used(DurabilityReceipt receipt) {
        var indices = new TreeSet<Integer>();
        receipt.records().forEach(record -> indices.add(record.header()));
        indices.add(receipt.headers().size() - 1);
        return indices.stream()
                .map(index -> receipt.headers().get(index).header())
                .toList();
    }

    private void checkAge(List<BlockHeader> used) throws RefusedReceiptException {
        for (BlockHeader header : used) {
            var age = Duration.between(Instant.ofEpochMilli(header.timestampMillis()), clock.instant());
            if (age.compareTo(ageMax) > 0) {
                throw new RefusedReceiptException(
                        Reason.STALE, "header " + header.height() + " is " + age + " old, more than " + ageMax);
            }
        }
    }

    /// Whether as many pieces as are needed of every segment are as long together as the object.
    private static void checkSize(DurabilityReceipt receipt) throws RefusedReceiptException {
        // At most 256 segments of 255 pieces of 1 GiB: 2^46.
        long held = receipt.segments().stream()
                .mapToLong(segment -> segment.k() * segment.pieceBytes())
                .sum();
        if (receipt.isWhole() && held < receipt.subject().sizeBytes()) {
            throw new RefusedReceiptException(
                    Reason.SIZE_NOT_COVERED,
                    "segments of " + held + " bytes for an object of "
                            + receipt.subject().sizeBytes());
        }
    }

    private void checkFinal(DurabilityReceipt receipt, List<BlockHeader> used) throws RefusedReceiptException {
        var client = new LightClient(settings(), new BundledChain(receipt));
        try {
            for (BlockHeader header : used) {
                if (client.header(header.height()) instanceof Checked.Refused<BlockHeader>(var refusal)) {
                    throw new RefusedReceiptException(reason(refusal), refusal.toString());
                }
            }
        } catch (ChainSourceException e) {
            throw new RefusedReceiptException(Reason.HEADER_MISSING, String.valueOf(e.getMessage()));
        }
    }

    private static Reason reason(Refusal refusal) {
        return switch (refusal.reason()) {
            case WRONG_SET -> Reason.WRONG_VALIDATORS;
            case BAD_CERTIFICATE -> Reason.NOT_FINAL;
            case UNKNOWN_EPOCH, OLDER_THAN_TRUSTED -> Reason.BEFORE_TRUSTED;
            case STALE -> Reason.STALE;
            case FORK -> Reason.FORK;
            case WRONG_CHAIN -> Reason.OTHER_CHAIN;
            case WRONG_ANSWER, NOT_PROVEN, UNKNOWN_FORM -> Reason.WRONG_HEADER;
        };
    }

    private static ReceiptSummary summary(
            DurabilityReceipt receipt, List<BlockHeader> used, List<SegmentState> segments) {
        var tip = receipt.tip().header();
        return new ReceiptSummary(
                receipt.chain(),
                receipt.subject(),
                segments.size(),
                tip.height(),
                tip.hash(),
                tip.epoch(),
                Instant.ofEpochMilli(used.getFirst().timestampMillis()),
                Instant.ofEpochMilli(tip.timestampMillis()),
                segments.stream()
                        .map(SegmentState::durability)
                        .reduce(Durability::worse)
                        .orElseThrow());
    }
}
