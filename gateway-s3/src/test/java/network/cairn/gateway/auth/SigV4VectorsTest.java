package network.cairn.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import network.cairn.gateway.s3.S3Headers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Canonicalisation and signing against AWS's own test suite.
class SigV4VectorsTest {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String TIME = "20150830T123600Z";

    record Vector(String name, SignedRequest request, String body, String signature) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Vector> vectors() throws IOException {
        try (InputStream in = SigV4VectorsTest.class.getResourceAsStream("/vectors/sigv4-test-suite.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(text.split("\n\n", -1)).skip(1).map(SigV4VectorsTest::vector);
        }
    }

    private static Vector vector(String text) {
        List<String> lines = text.strip().lines().toList();
        String[] requestLine = lines.get(1).split(" ", -1);
        // As HTTP hands it over: a character for each byte.
        String target = new String(requestLine[1].getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        int question = target.indexOf('?');
        List<S3Headers.Header> headers = new ArrayList<>();
        String body = "";
        String signature = "";
        for (String line : lines.subList(2, lines.size())) {
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1);
            switch (line.substring(0, colon)) {
                case "body" -> body = value;
                case "signature" -> signature = value;
                default -> headers.add(new S3Headers.Header(line.substring(0, colon), value));
            }
        }
        var request = new SignedRequest(
                requestLine[0],
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                new S3Headers(headers));
        return new Vector(lines.getFirst(), request, body, signature);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void signature_isAws(Vector vector) throws Exception {
        List<String> signedHeaders = vector.request().headers().all().stream()
                .map(header -> header.name().toLowerCase(Locale.ROOT))
                .distinct()
                .sorted()
                .toList();
        String canonical = CanonicalRequest.of(vector.request(), signedHeaders, Sha256.hex(vector.body()));
        var scope = new CredentialScope(TIME.substring(0, 8), "us-east-1", "service");
        String toSign = "AWS4-HMAC-SHA256\n" + TIME + "\n" + scope + "\n" + Sha256.hex(canonical);
        assertThat(Sha256.hmacHex(new SigningKeys(1).get(SECRET, scope), toSign))
                .as(canonical)
                .isEqualTo(vector.signature());
    }
}
