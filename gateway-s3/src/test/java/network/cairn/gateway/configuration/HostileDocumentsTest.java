package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.assertMalformed;
import static network.cairn.gateway.configuration.RefusalAssertions.refusal;
import static network.cairn.gateway.configuration.RefusalAssertions.xml;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kind of document against clients that mean harm, and clients that write XML in their own way.
final class HostileDocumentsTest {
    static List<DocumentKind<?>> kinds() {
        return DocumentKind.all();
    }

    private static ThrowingCallable read(DocumentKind<?> kind, byte[] document) {
        return () -> kind.reader().read(document);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void read_whatIsNotWellFormed_malformed(DocumentKind<?> kind) {
        for (String pattern : List.of(
                "",
                " ",
                "hello",
                "{\"R\": 1}",
                "<",
                "<R",
                "<R>",
                "</R>",
                "<R><R/>",
                "<R/><R/>",
                "<R/>text",
                "<R></X>",
                "<R a=\"1\" a=\"2\"/>",
                "<R a=1/>",
                "<x:R/>",
                "<R>&undefined;</R>",
                "<R>&#0;</R>",
                "<R>&#x1;</R>",
                "<R>&#xD800;</R>",
                "<R>&#xFFFE;</R>",
                "<R>&#x110000;</R>",
                "<R>\u0000</R>",
                "<R>\u0008</R>",
                "<R><![CDATA[</R>",
                "<R><!--</R>",
                "<R><!-- -- --></R>",
                "<R><?xml version='1.0'?></R>",
                "<?xml version='1.0' encoding='no-such-encoding'?><R/>",
                "<?xml version='1.0' encoding='UTF-16'?><R/>",
                "<?xml version='9.9'?><R/>",
                "<?xml?><R/>",
                " <?xml version='1.0'?><R/>",
                "<?xml version='1.1'?><R>&#x1;</R>")) {
            assertMalformed(read(kind, xml(pattern.replace("R", kind.root()))));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void read_documentTypesAndEntities_malformed(DocumentKind<?> kind) {
        String body = kind.examples().getFirst();
        for (String type : List.of(
                "<!DOCTYPE R>",
                "<!DOCTYPE R []>",
                "<!DOCTYPE R SYSTEM 'file:///etc/passwd'>",
                "<!DOCTYPE R PUBLIC 'x' 'http://localhost:1/x.dtd'>",
                "<!DOCTYPE R [<!ENTITY a 'b'>]>",
                "<!DOCTYPE R [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
                "<!DOCTYPE R [<!ENTITY % a SYSTEM 'http://localhost:1/'>%a;]>",
                "<!DOCTYPE R [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>",
                "<!DOCTYPE R [<!ELEMENT R ANY>]>",
                "<!DOCTYPE R [<!ATTLIST R a CDATA 'b'>]>")) {
            assertMalformed(read(kind, xml(type.replace("R", kind.root()) + body)));
            assertMalformed(read(kind, xml(type.replace("R", kind.root()) + body.replaceFirst(">", ">&a;"))));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void read_bytesOfNoEncoding_malformed(DocumentKind<?> kind) {
        byte[] document = xml(kind.examples().getFirst() + "<!-- \u00e4 -->");
        byte[] broken = document.clone();
        broken[document.length - 5] = (byte) 0xff;
        assertMalformed(read(kind, broken));
        byte[] lone = document.clone();
        lone[document.length - 5] = (byte) 0xed;
        assertMalformed(read(kind, lone));
        assertMalformed(read(kind, new byte[] {(byte) 0xff}));
        assertMalformed(read(kind, new byte[] {(byte) 0xfe, (byte) 0xff}));
        assertMalformed(read(kind, new byte[] {(byte) 0xfe, (byte) 0xff, 0}));
        assertMalformed(read(kind, new byte[1000]));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void read_bombs_refusedAtOnce(DocumentKind<?> kind) {
        String open = "<" + kind.root() + ">";
        String close = "</" + kind.root() + ">";
        assertMalformed(read(kind, xml(open + "<a>".repeat(12) + "</a>".repeat(12) + close)));
        assertMalformed(read(kind, xml(open + "<a>".repeat(200_000))));
        assertMalformed(read(kind, xml(open + "<a/>".repeat(100_000) + close)));
        assertMalformed(read(kind, xml(open + "x".repeat(1_000_000) + close)));
        assertMalformed(read(kind, xml("<" + kind.root() + " a".repeat(100_000) + "/>")));
        S3Exception tooLong =
                refusal(S3ErrorCode.MAX_MESSAGE_LENGTH_EXCEEDED, read(kind, xml(open + " ".repeat(4 << 20) + close)));
        assertThat(tooLong.elements()).containsEntry("MaxMessageLengthBytes", Integer.toString(4 << 20));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void read_otherRootsAndChildren_malformed(DocumentKind<?> kind) {
        for (String example : kind.examples()) {
            assertMalformed(read(kind, xml(example.replace(kind.root(), kind.root() + "s"))));
            assertMalformed(read(kind, xml(example.replace(kind.root(), "X"))));
            String open = "<" + kind.root() + ">";
            String opened = example.equals("<" + kind.root() + "/>") ? open + "</" + kind.root() + ">" : example;
            assertMalformed(read(kind, xml(opened.replaceFirst(open, open + "<Unknown/>"))));
            assertMalformed(read(kind, xml(opened.replaceFirst(open, open + "text"))));
        }
    }

    /// What reads the same whatever way it is written: by namespace, encoding, order of bytes, comments and space.
    @ParameterizedTest
    @MethodSource("kinds")
    void read_otherWaysToWriteTheSame_theSame(DocumentKind<?> kind) throws S3Exception {
        for (String example : kind.examples()) {
            if (kind.root().equals("ReplicationConfiguration")) {
                refusal(S3ErrorCode.NOT_IMPLEMENTED, read(kind, xml(example)));
                continue;
            }
            Object value = kind.reader().read(xml(example));
            String namespaced = example.replaceFirst(
                    kind.root(), kind.root() + " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"");
            String prefixed = example.replaceAll("<(/?)([A-Z])", "<$1s3:$2")
                    .replaceFirst(kind.root(), kind.root() + " xmlns:s3=\"http://s3.amazonaws.com/doc/2006-03-01/\"");
            String spaced = example.replaceAll("><([A-Z])", ">\r\n\t <!-- c --><?p i?><$1");
            String data = example.replaceAll(">([^<]+)<", "><![CDATA[$1]]><");
            for (String same : List.of(namespaced, prefixed, spaced, data, "\n<!-- c -->" + example + "\n<?p?>")) {
                assertThat(kind.reader().read(xml(same))).as(same).isEqualTo(value);
            }
            assertThat(kind.reader().read(xml("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + example)))
                    .isEqualTo(value);
            assertThat(kind.reader().read(xml("\ufeff" + example))).isEqualTo(value);
            for (Charset charset : List.of(StandardCharsets.UTF_16, StandardCharsets.ISO_8859_1)) {
                String declared = "<?xml version='1.0' encoding='" + charset.name() + "'?>" + example;
                assertThat(kind.reader().read(declared.getBytes(charset))).isEqualTo(value);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void read_cutAnywhere_malformed(DocumentKind<?> kind) {
        for (String example : kind.examples()) {
            byte[] document = xml(example);
            for (int length = 0; length < document.length; length++) {
                assertMalformed(read(kind, Arrays.copyOf(document, length)));
            }
        }
    }

    @Test
    void refusal_ofLongText_isShort() {
        S3Exception refusal = refusal(
                S3ErrorCode.MALFORMED_XML,
                () -> LegalHold.read(xml("<LegalHold><Status>" + "x".repeat(100_000) + "</Status></LegalHold>")));
        assertThat(refusal.elements().get("Detail")).hasSizeLessThan(2000);
    }
}
