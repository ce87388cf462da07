package network.cairn.gateway.configuration;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/// An id for a rule that was sent without one, in the form of S3's: a UUID in base64. It follows from the
/// rule and its place, so that the same document gives the same ids.
final class GeneratedId {
    private GeneratedId() {}

    static String of(int place, Record content) {
        byte[] named = (place + " " + content).getBytes(StandardCharsets.UTF_8);
        String uuid = UUID.nameUUIDFromBytes(named).toString();
        return Base64.getEncoder().encodeToString(uuid.getBytes(StandardCharsets.US_ASCII));
    }
}
