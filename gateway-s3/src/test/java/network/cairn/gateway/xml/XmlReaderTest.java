package network.cairn.gateway.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.Test;

final class XmlReaderTest {
    @Test
    void read_attributes_areKeptByLocalName() throws S3Exception {
        XmlElement root = read("<A xmlns=\"urn:x\" xmlns:p=\"urn:p\" one=\"1\" p:two=\"&lt;2\"><B/></A>");
        assertThat(root.attributes()).containsOnlyKeys("one", "two").containsEntry("two", "<2");
        assertThat(root.children().getFirst().attributes()).isEmpty();
    }

    @Test
    void read_tooManyAttributes_areMalformed() throws S3Exception {
        assertThat(read("<A" + attributes(16) + "/>").attributes()).hasSize(16);
        assertThatThrownBy(() -> read("<A" + attributes(17) + "/>"))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.MALFORMED_XML))
                .hasMessageContaining("more than 16 attributes");
        assertThatThrownBy(() -> read("<A" + attributes(5_000) + "/>")).isInstanceOf(S3Exception.class);
    }

    @Test
    void read_prefixThatIsNotDeclared_isMalformed() {
        assertThatThrownBy(() -> read("<A xsi:type=\"x\"/>"))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.MALFORMED_XML));
    }

    private static String attributes(int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(" a").append(i).append("=\"\"");
        }
        return text.toString();
    }

    private static XmlElement read(String document) throws S3Exception {
        return XmlReader.read(document.getBytes(StandardCharsets.UTF_8), "A");
    }
}
