package network.cairn.gateway.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON value as it was written: numbers stay text, so that no number is too large to be read.
sealed interface Json {
    /// A policy needs six levels: the policy, its statements, a statement, its conditions, an operator, its
    /// values.
    int DEPTH_MAX = 8;

    record Text(String value) implements Json {}

    /// A number or boolean.
    record Scalar(String text) implements Json {}

    record Nothing() implements Json {}

    record Array(List<Json> values) implements Json {
        public Array {
            values = List.copyOf(values);
        }
    }

    /// @param members in the order they were written
    record Members(Map<String, Json> members) implements Json {
        @Nullable
        Json get(String name) {
            return members.get(name);
        }
    }

    /// @throws IOException if it is not one JSON value, is too deep, or has two members of one name
    static Json read(String document) throws IOException {
        try (JsonParser parser = Reader.FACTORY.createParser(document)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new IOException("there is no JSON value");
            }
            Json value = Reader.value(parser, first);
            if (parser.nextToken() != null) {
                throw new IOException("something follows the JSON value");
            }
            return value;
        }
    }

    /// Turns tokens into values.
    final class Reader {
        private static final JsonFactory FACTORY = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .build())
                .build();

        private Reader() {}

        static Json value(JsonParser parser, JsonToken token) throws IOException {
            return switch (token) {
                case START_OBJECT -> members(parser);
                case START_ARRAY -> array(parser);
                case VALUE_STRING -> new Text(parser.getText());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> new Scalar(parser.getText());
                case VALUE_NULL -> new Nothing();
                default -> throw new IOException("unexpected " + token);
            };
        }

        private static Json members(JsonParser parser) throws IOException {
            Map<String, Json> members = new LinkedHashMap<>();
            while (next(parser) != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                members.put(name, value(parser, next(parser)));
            }
            return new Members(members);
        }

        private static Json array(JsonParser parser) throws IOException {
            List<Json> values = new ArrayList<>();
            for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
                values.add(value(parser, token));
            }
            return new Array(values);
        }

        private static JsonToken next(JsonParser parser) throws IOException {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new IOException("the document ends within a value");
            }
            return token;
        }
    }
}
