package network.cairn.gateway.metadata;

import java.time.Instant;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// Work that goes on in the background and of which only one worker at a time does a given piece, although
/// several gateways may share the metadata.
///
/// @param holder who does it now; empty for nobody
/// @param until when the holder loses it if it is not heard of, or before when nobody is to take it
/// @param progress how far it has come, in the worker's own words
record Job(String holder, Instant until, byte[] progress) {
    private static final int VERSION = 1;
    private static final int HOLDER_BYTES_MAX = 255;
    private static final int PROGRESS_BYTES_MAX = 64 * 1024;

    byte[] encode() {
        return new CanonicalWriter()
                .u8(VERSION)
                .text(holder)
                .u64(until.toEpochMilli())
                .bytes(progress)
                .toBytes();
    }

    static Job decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        Codecs.version(reader, VERSION, "job");
        var job = new Job(
                reader.text(HOLDER_BYTES_MAX, "holder"),
                Instant.ofEpochMilli(reader.u64("time")),
                reader.bytes(PROGRESS_BYTES_MAX, "progress"));
        reader.end();
        return job;
    }
}
