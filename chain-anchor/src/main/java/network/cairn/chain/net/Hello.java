package network.cairn.chain.net;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ChainId;

/// The first thing each end of a connection says.
///
/// @param version of the protocol between validators
/// @param chain the chain it runs: the hash of its genesis
/// @param instance a number that its process drew at its start: another one means it was started anew
/// @param lost how many connections to the one it greets that process has lost: one that it made
///     afterwards says more, of two whose dials crossed both say the same
/// @param software its version, for people
record Hello(int version, ChainId chain, long instance, int lost, String software) {
    static final int VERSION = 1;
    static final int ENCODED_BYTES_MAX = 256;

    private static final int SOFTWARE_BYTES_MAX = 64;

    Hello {
        if (software.length() > SOFTWARE_BYTES_MAX || !software.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new IllegalArgumentException("a software version is at most " + SOFTWARE_BYTES_MAX
                    + " printable ASCII characters without blanks");
        }
    }

    byte[] encode() {
        return new CanonicalWriter()
                .u16(version)
                .id(chain)
                .u64(instance)
                .u32(lost)
                .text(software)
                .toBytes();
    }

    /// Reads a hello; of another version only as far as versions have it in common.
    static Hello decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        int version = reader.u16("version");
        var chain = ChainId.of(reader.fixed(ChainId.LENGTH_BYTES, "chain"));
        if (version != VERSION) {
            return new Hello(version, chain, 0, 0, "unknown");
        }
        long instance = reader.u64("instance");
        int lost = reader.u32("lost connections");
        String software = reader.text(SOFTWARE_BYTES_MAX, "software");
        reader.end();
        try {
            return new Hello(version, chain, instance, lost, software);
        } catch (IllegalArgumentException e) {
            throw new CodecException("hello: " + e.getMessage(), e);
        }
    }
}
