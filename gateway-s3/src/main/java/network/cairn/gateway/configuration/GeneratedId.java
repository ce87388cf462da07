package network.cairn.gateway.configuration;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;

/// An id for a rule that was sent without one, in the form of S3's: a UUID in base64. It follows from the
/// rule and its place, so that the same document gives the same ids.
final class GeneratedId {
    private GeneratedId() {}

    /// An id that is none of those taken, which may have been chosen to be in the way; it is taken then.
    static String of(int place, Record content, Set<String> taken) {
        var text = new StringBuilder(place + " " + content);
        String id;
        do {
            id = of(text.toString());
            text.append(' ');
        } while (!taken.add(id));
        return id;
    }

    private static String of(String text) {
        String uuid =
                UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
        return Base64.getEncoder().encodeToString(uuid.getBytes(StandardCharsets.US_ASCII));
    }
}
