package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.xml;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlElement;
import network.cairn.gateway.xml.XmlReader;
import network.cairn.gateway.xml.XmlWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Seeded documents made of each kind's examples: they are read, or refused with one of S3's errors, and what is read
/// stays the same when it is written and read again.
final class RandomDocumentsTest {
    private static final int ROUNDS = 2000;

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\n\t",
            "0",
            "-1",
            "1",
            "+7",
            "007",
            "30",
            "1.5",
            "2147483647",
            "2147483648",
            "999999999999999999",
            "9999999999999999999",
            "1e3",
            "0x10",
            "true",
            "FALSE",
            "Enabled",
            "Disabled",
            "Suspended",
            "GOVERNANCE",
            "COMPLIANCE",
            "GLACIER",
            "STANDARD_IA",
            "AES256",
            "aws:kms:dsse",
            "*",
            "**",
            "http://*",
            "GET",
            "get",
            "prefix",
            "s3:ObjectCreated:*",
            "s3:ObjectCreated:Put",
            "s3:*",
            "arn:aws:sqs:us-east-1:1:q",
            "arn:cairn:sqs::q:webhook",
            "arn:::::",
            "2030-01-01",
            "2030-01-01T00:00:00Z",
            "2030-02-30T00:00:00Z",
            "2030-01-01T12:00:00+12:00",
            "+999999999-01-01T00:00:00Z",
            "9999-12-31T23:59:59.9999999Z",
            "0000-01-01T00:00:00Z",
            "99999-01-01",
            "a/b",
            "aws:x",
            "%",
            "%zz",
            "a+b%20c",
            "\u00e4\u20ac",
            "\ud83d\ude00",
            "\u0085\u2028",
            "\r\n",
            "\"<>&'",
            "x".repeat(255),
            "x".repeat(256),
            "\ud83d\ude00".repeat(128),
            "x".repeat(1025),
            "x".repeat(3000));

    static List<DocumentKind<?>> kinds() {
        return DocumentKind.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void read_randomTrees_readTheSameAgainOrRefused(DocumentKind<?> kind) throws S3Exception {
        var random = new Random(kind.root().hashCode());
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String example = kind.examples().get(random.nextInt(kind.examples().size()));
            XmlElement tree = XmlReader.read(xml(example), kind.root());
            List<String> names = new ArrayList<>();
            collect(tree, names);
            int changes = 1 + random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                tree = changed(tree, names, random);
            }
            var writer = new XmlWriter(kind.root());
            write(writer, tree);
            read += check(kind, writer.toBytes()) ? 1 : 0;
        }
        assertThat(read).isGreaterThan(kind.root().equals("ReplicationConfiguration") ? -1 : 20);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void read_randomBytes_readTheSameAgainOrRefused(DocumentKind<?> kind) throws S3Exception {
        var random = new Random(31L + kind.root().hashCode());
        for (int round = 0; round < ROUNDS; round++) {
            byte[] document =
                    xml(kind.examples().get(random.nextInt(kind.examples().size())));
            int changes = 1 + random.nextInt(3);
            for (int i = 0; i < changes; i++) {
                int at = random.nextInt(document.length);
                document[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : ' ' + random.nextInt(95));
            }
            check(kind, document);
        }
    }

    /// Whether the document is taken.
    private static <T> boolean check(DocumentKind<T> kind, byte[] document) throws S3Exception {
        try {
            Optional<DocumentKind.Again<T>> again = kind.readAgain(document);
            again.ifPresent(both -> assertThat(both.second()).isEqualTo(both.first()));
            return again.isPresent();
        } catch (RuntimeException e) {
            throw new AssertionError(RefusalAssertions.text(document), e);
        }
    }

    private static XmlElement element(String name, String text, List<XmlElement> children) {
        return new XmlElement(name, text, children, Map.of());
    }

    private static void collect(XmlElement element, List<String> names) {
        names.add(element.name());
        element.children().forEach(child -> collect(child, names));
    }

    private static XmlElement changed(XmlElement element, List<String> names, Random random) {
        List<XmlElement> children = new ArrayList<>(element.children());
        if (children.isEmpty()) {
            return element(element.name(), TEXTS.get(random.nextInt(TEXTS.size())), List.of());
        }
        int at = random.nextInt(children.size());
        XmlElement child = children.get(at);
        switch (random.nextInt(12)) {
            case 0 -> children.remove(at);
            case 1 -> children.add(child);
            case 2 -> children.add(random.nextInt(children.size()), children.remove(at));
            case 3 ->
                children.set(at, element(names.get(random.nextInt(names.size())), child.text(), child.children()));
            case 4 ->
                children.add(element(
                        names.get(random.nextInt(names.size())), TEXTS.get(random.nextInt(TEXTS.size())), List.of()));
            case 5 -> children.set(at, element(child.name(), "", List.of()));
            default -> children.set(at, changed(child, names, random));
        }
        return element(element.name(), element.text(), children);
    }

    private static void write(XmlWriter writer, XmlElement element) {
        writer.text(element.text());
        for (XmlElement child : element.children()) {
            writer.open(child.name());
            write(writer, child);
            writer.close();
        }
    }
}
