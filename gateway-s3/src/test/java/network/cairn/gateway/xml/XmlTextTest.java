package network.cairn.gateway.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The characters of documents, and the limits of their elements.
final class XmlTextTest {
    private static XmlElement read(String document) throws S3Exception {
        return read(document, StandardCharsets.UTF_8);
    }

    private static XmlElement read(String document, Charset charset) throws S3Exception {
        return XmlReader.read(document.getBytes(charset), "R");
    }

    private static void assertMalformed(byte[] document) {
        assertThatThrownBy(() -> XmlReader.read(document, "R"))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.MALFORMED_XML));
    }

    @Test
    void read_elementsAndText_asTheyStand() throws S3Exception {
        XmlElement root = read("<R>a<X>1</X>b<!-- c --><Y><Z/></Y><X>&lt;<![CDATA[<&]]>&#228;</X></R>");
        assertThat(root.text()).isEqualTo("ab");
        assertThat(root.children()).extracting(XmlElement::name).containsExactly("X", "Y", "X");
        assertThat(root.children("X")).extracting(XmlElement::text).containsExactly("1", "<<&\u00e4");
        assertThat(root.childText("X")).contains("1");
        assertThat(root.childText("Z")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8, UTF-8",
        "utf-8, UTF-8",
        "UTF-16, UTF-16",
        "UTF-8, UTF-16",
        "iso-8859-1, ISO-8859-1",
        "US-ASCII, US-ASCII"
    })
    void read_encodings_byTheirMarkThenTheirName(String declared, Charset charset) throws S3Exception {
        String text = charset.newEncoder().canEncode('\u00e4') ? "\u00e4" : "a";
        String document = "<?xml version=\"1.0\" encoding='" + declared + "' standalone='yes'?>\n<R>" + text + "</R>";
        assertThat(read(document, charset).text()).isEqualTo(text);
        assertThat(read("<R>\u00e4\ud83d\ude00</R>").text()).isEqualTo("\u00e4\ud83d\ude00");
        assertThat(read("\ufeff<R/>").text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-7", "EBCDIC-CP-US", "UTF-32", "x", "UTF-16", "windows-1252"})
    void read_otherEncodings_malformed(String declared) {
        assertMalformed(("<?xml version='1.0' encoding='" + declared + "'?><R/>").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void read_loneSurrogates_malformed() {
        assertMalformed("<R>\ud800</R>".getBytes(StandardCharsets.UTF_16BE));
        byte[] marked = "\ufeff<R>ab</R>".getBytes(StandardCharsets.UTF_16BE);
        assertThat(List.of((int) marked[8], (int) marked[9])).containsExactly(0, (int) 'a');
        marked[8] = (byte) 0xd8;
        assertMalformed(marked);
        assertMalformed(new byte[] {'<', 'R', '>', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '<', '/', 'R', '>'});
    }

    @Test
    void read_limits_holdAtTheBoundary() throws S3Exception {
        assertThat(read("<R>" + "<a>".repeat(11) + "</a>".repeat(11) + "</R>").children())
                .hasSize(1);
        assertMalformed(("<R>" + "<a>".repeat(12) + "</a>".repeat(12) + "</R>").getBytes(StandardCharsets.UTF_8));
        assertThat(read("<R>" + "<a/>".repeat(99_999) + "</R>").children()).hasSize(99_999);
        assertMalformed(("<R>" + "<a/>".repeat(100_000) + "</R>").getBytes(StandardCharsets.UTF_8));
    }

    /// The parser would tell the process's error stream of each wrong byte, and clients could fill a log with that.
    @Test
    void read_wrongBytes_saysNothingToTheProcess() {
        PrintStream before = System.err;
        var said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            var random = new Random(1);
            for (int round = 0; round < 500; round++) {
                byte[] document = "<R><a>some text</a></R>".getBytes(StandardCharsets.UTF_8);
                document[random.nextInt(document.length)] = (byte) (0x80 + random.nextInt(0x80));
                assertMalformed(document);
            }
        } finally {
            System.setErr(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
