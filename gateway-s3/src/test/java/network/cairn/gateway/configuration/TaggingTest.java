package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.assertInvalidArgument;
import static network.cairn.gateway.configuration.RefusalAssertions.assertMalformed;
import static network.cairn.gateway.configuration.RefusalAssertions.assertRefused;
import static network.cairn.gateway.configuration.RefusalAssertions.refusal;
import static network.cairn.gateway.configuration.RefusalAssertions.text;
import static network.cairn.gateway.configuration.RefusalAssertions.xml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TaggingTest {
    private static final String NOT_FORM =
            "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query"
                    + " parameters without tag name duplicates.";

    private static Tagging read(Taggable owner, String... keysAndValues) throws S3Exception {
        StringBuilder tags = new StringBuilder();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            tags.append("<Tag><Key>").append(keysAndValues[i]).append("</Key><Value>");
            tags.append(keysAndValues[i + 1]).append("</Value></Tag>");
        }
        return Tagging.read(xml("<Tagging><TagSet>" + tags + "</TagSet></Tagging>"), owner);
    }

    private static Tagging of(String... keysAndValues) {
        return new Tagging(IntStream.range(0, keysAndValues.length / 2)
                .mapToObj(i -> new Tag(keysAndValues[2 * i], keysAndValues[2 * i + 1]))
                .toList());
    }

    private static String[] many(int count) {
        return IntStream.range(0, count)
                .boxed()
                .flatMap(i -> List.of("key" + i, "value").stream())
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @EnumSource(Taggable.class)
    void read_tags_inTheOrderOfTheirKeys(Taggable owner) throws S3Exception {
        Tagging read = read(owner, "b", "2", "a", "1", "C", "");
        assertThat(read.tags()).containsExactly(new Tag("C", ""), new Tag("a", "1"), new Tag("b", "2"));
        assertThat(Tagging.read(read.toXml(), owner)).isEqualTo(read);
        assertThat(read(owner)).isEqualTo(Tagging.NONE);
        assertThat(text(of("k", "<&>\"'").toXml()))
                .endsWith("<TagSet><Tag><Key>k</Key><Value>&lt;&amp;&gt;&quot;'</Value></Tag></TagSet></Tagging>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<Tag><Key>a</Key><Value>b</Value></Tag>",
                "<TagSet/><TagSet/>",
                "<TagSet><Key>a</Key></TagSet>",
                "<TagSet><Tag/></TagSet>",
                "<TagSet><Tag><Key>a</Key></Tag></TagSet>",
                "<TagSet><Tag><Value>a</Value></Tag></TagSet>",
                "<TagSet><Tag><Key>a</Key><Key>b</Key><Value>c</Value></Tag></TagSet>",
                "<TagSet><Tag><Key><b/></Key><Value>c</Value></Tag></TagSet>",
                "<TagSet><Tag><Key>a</Key><Value>b</Value><More/></Tag></TagSet>",
                "<TagSet>text</TagSet>"
            })
    void read_notOfTheSchema_malformed(String content) {
        assertMalformed(() -> Tagging.read(xml("<Tagging>" + content + "</Tagging>"), Taggable.OBJECT));
    }

    @ParameterizedTest
    @CsvSource({
        "OBJECT, 10, Object tags cannot be greater than 10",
        "BUCKET, 50, Bucket tag count cannot be greater than 50"
    })
    void read_numberOfTags_atTheLimit(Taggable owner, int max, String message) throws S3Exception {
        assertThat(read(owner, many(max)).tags()).hasSize(max);
        assertRefused(S3ErrorCode.INVALID_TAG, message, () -> read(owner, many(max + 1)));
    }

    @ParameterizedTest
    @EnumSource(Taggable.class)
    void read_lengths_atTheLimit(Taggable owner) throws S3Exception {
        String emoji = "\ud83d\ude00";
        assertThat(read(owner, "k".repeat(128), "v".repeat(256)).tags()).hasSize(1);
        // An emoji is none of the characters that tags are of, letters beyond the basic plane are.
        String letter = "\ud835\udd38";
        assertThat(read(owner, letter.repeat(128), letter.repeat(256)).tags()).hasSize(1);
        refusal(S3ErrorCode.INVALID_TAG, () -> read(owner, emoji, ""));
        for (String key : List.of("", "k".repeat(129), letter.repeat(129))) {
            S3Exception refusal = assertRefused(
                    S3ErrorCode.INVALID_TAG, "The TagKey you have provided is invalid", () -> read(owner, key, "v"));
            assertThat(refusal.elements()).containsEntry("TagKey", key);
        }
        String value = "v".repeat(257);
        S3Exception refusal = assertRefused(
                S3ErrorCode.INVALID_TAG, "The TagValue you have provided is invalid", () -> read(owner, "k", value));
        assertThat(refusal.elements()).containsEntry("TagKey", "k").containsEntry("TagValue", value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "Z",
                "0",
                " ",
                "a b",
                "+",
                "-",
                "=",
                ".",
                "_",
                ":",
                "/",
                "@",
                "\u00e4",
                "\u65e5\u672c",
                "\u0661"
            })
    void read_charactersOfTags_taken(String text) throws S3Exception {
        assertThat(read(Taggable.OBJECT, text, text).tags()).containsExactly(new Tag(text, text));
        assertThat(read(Taggable.BUCKET, text, text).tags()).containsExactly(new Tag(text, text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",", "a,b", "!", "#", "$", "%", "*", "(", "[", "{", "&lt;", "&amp;", "\"", "'", "|", "~", "\n", "&#9;"
            })
    void read_otherCharacters_invalidTag(String text) {
        for (Taggable owner : Taggable.values()) {
            assertRefused(
                    S3ErrorCode.INVALID_TAG, "The TagKey you have provided is invalid", () -> read(owner, text, "v"));
            assertRefused(
                    S3ErrorCode.INVALID_TAG, "The TagValue you have provided is invalid", () -> read(owner, "k", text));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OBJECT, Your TagKey cannot be prefixed with aws:",
        "BUCKET, System tags cannot be added/updated by requester"
    })
    void read_keysOfAws_invalidTag(Taggable owner, String message) throws S3Exception {
        for (String key : List.of("aws:x", "aws:", "AWS:x")) {
            assertThat(assertRefused(S3ErrorCode.INVALID_TAG, message, () -> read(owner, key, "v"))
                            .elements())
                    .containsEntry("TagKey", key);
        }
        assertThat(read(owner, "aws", "aws:x", "xaws:y", "").tags()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Taggable.class)
    void read_sameKeyTwice_invalidTag(Taggable owner) throws S3Exception {
        S3Exception refusal = assertRefused(
                S3ErrorCode.INVALID_TAG,
                "Cannot provide multiple Tags with the same key",
                () -> read(owner, "a", "1", "b", "2", "a", "1"));
        assertThat(refusal.elements()).containsEntry("TagKey", "a");
        assertThat(read(owner, "a", "1", "A", "1").tags()).hasSize(2);
        assertThatThrownBy(() -> of("a", "1", "a", "2")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a=1&b=2 | a=1 b=2
            foo=bar&bar | bar= foo=bar
            a= | a=
            a | a=
            key1&&&key2 | key1= key2=
            & | ''
            '' | ''
            %61%3D=%2B+%2f | a==+_/
            %C3%A4=%c3%a4 | \u00e4=\u00e4
            """)
    void ofHeader_formEncoded_isRead(String header, String tags) throws S3Exception {
        String read = Tagging.ofHeader(header).tags().stream()
                .map(tag -> tag.key() + "=" + tag.value().replace(' ', '_'))
                .collect(Collectors.joining(" "));
        assertThat(read).isEqualTo(tags);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a=1=2", "a=1,b=2", "a==", "a=%", "a=%zz", "a=%C3", "%ff=1", "a=1&a=2", "a&%61", "a=\u20ac"})
    void ofHeader_notFormEncoded_invalidArgument(String header) {
        assertInvalidArgument(NOT_FORM, "x-amz-tagging", header, () -> Tagging.ofHeader(header));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1", "=", "a=%00", "a%2Cb=1", "aws%3Ax=1", "a=b%0A"})
    void ofHeader_tagsThatAreNone_invalidTag(String header) {
        refusal(S3ErrorCode.INVALID_TAG, () -> Tagging.ofHeader(header));
    }

    @Test
    void ofHeader_numberOfTags_atMost10() throws S3Exception {
        String ten =
                Arrays.stream(many(10)).filter(each -> !each.equals("value")).collect(Collectors.joining("&"));
        assertThat(Tagging.ofHeader(ten).tags()).hasSize(10);
        assertRefused(
                S3ErrorCode.INVALID_TAG,
                "Object tags cannot be greater than 10",
                () -> Tagging.ofHeader(ten + "&more"));
    }
}
