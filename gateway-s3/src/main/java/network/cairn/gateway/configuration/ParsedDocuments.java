package network.cairn.gateway.configuration;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.gateway.s3.S3Exception;

/// Documents of one kind by their texts, so that one that is asked often is read once. Safe for use by many
/// threads.
public final class ParsedDocuments<T> {
    private static final int DOCUMENTS_MAX = 256;

    private final Reader<T> reader;
    private final Map<String, T> parsed = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
            return size() > DOCUMENTS_MAX;
        }
    });

    /// Reads a document.
    @FunctionalInterface
    public interface Reader<T> {
        T read(byte[] document) throws S3Exception;
    }

    public ParsedDocuments(Reader<T> reader) {
        this.reader = reader;
    }

    /// What a document says that was accepted when it was set; empty for none.
    public Optional<T> of(Optional<String> document) {
        if (document.isEmpty()) {
            return Optional.empty();
        }
        T known = parsed.get(document.get());
        if (known == null) {
            known = read(document.get());
            parsed.put(document.get(), known);
        }
        return Optional.of(known);
    }

    private T read(String document) {
        try {
            return reader.read(document.getBytes(StandardCharsets.UTF_8));
        } catch (S3Exception e) {
            throw new IllegalStateException("a document that was accepted cannot be read: " + e.getMessage(), e);
        }
    }
}
