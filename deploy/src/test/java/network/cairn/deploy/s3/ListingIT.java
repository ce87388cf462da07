package network.cairn.deploy.s3;

import static network.cairn.deploy.s3.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Listings of objects, old and new.
@S3Suite
class ListingIT {
    private final S3Client s3 = SharedNetwork.get().clients().sync();
    private final TestBucket bucket = TestBucket.create();
    private final String name = bucket.name();

    private void put(String... keys) {
        for (String key : keys) {
            bucket.put(key, key);
        }
    }

    private static List<String> keys(List<S3Object> objects) {
        return objects.stream().map(S3Object::key).toList();
    }

    private static List<String> prefixes(List<CommonPrefix> prefixes) {
        return prefixes.stream().map(CommonPrefix::prefix).toList();
    }

    @Test
    @S3Behaviour(operation = "ListObjectsV2")
    @S3Behaviour(operation = "ListObjects")
    void list_isInTheOrderOfUtf8Bytes() {
        put("b", "a", "Z", "ä", "a/1", "a-1", "\uFFFD", "\uD83D\uDE00");
        List<String> expected = List.of("Z", "a", "a-1", "a/1", "b", "ä", "\uFFFD", "\uD83D\uDE00");
        assertThat(bucket.keys()).isEqualTo(expected);
        assertThat(keys(s3.listObjects(request -> request.bucket(name)).contents()))
                .isEqualTo(expected);
        S3Object first =
                s3.listObjectsV2(request -> request.bucket(name)).contents().getFirst();
        assertThat(first.eTag()).isEqualTo("\"" + Bytes.md5Hex(Bytes.of("Z")) + "\"");
        assertThat(first.size()).isEqualTo(1);
        assertThat(first.storageClassAsString()).isEqualTo("STANDARD");
        assertThat(first.lastModified()).isNotNull();
    }

    @Test
    @S3Behaviour(
            operation = "ListObjectsV2",
            parameter = {"max-keys", "continuation-token"})
    void listV2_pages_areExact() {
        put("a", "b", "c", "d", "e");
        List<String> keys = new ArrayList<>();
        int pages = 0;
        for (var page :
                s3.listObjectsV2Paginator(request -> request.bucket(name).maxKeys(2))) {
            assertThat(page.keyCount()).isEqualTo(page.contents().size()).isLessThanOrEqualTo(2);
            assertThat(page.isTruncated()).isEqualTo(page.nextContinuationToken() != null);
            keys.addAll(keys(page.contents()));
            pages++;
        }
        assertThat(keys).containsExactly("a", "b", "c", "d", "e");
        assertThat(pages).isEqualTo(3);
        var none = s3.listObjectsV2(request -> request.bucket(name).maxKeys(0));
        assertThat(none.contents()).isEmpty();
        assertThat(none.isTruncated()).isFalse();
        var most = s3.listObjectsV2(request -> request.bucket(name).maxKeys(5000));
        assertThat(most.contents()).hasSize(5);
    }

    @Test
    @S3Behaviour(operation = "ListObjectsV2", parameter = "a token that is none")
    void listV2_badToken_isRefused() {
        assertRefused(
                400,
                "InvalidArgument",
                () -> s3.listObjectsV2(request -> request.bucket(name).continuationToken("not a token")));
        assertRefused(
                400,
                "InvalidArgument",
                () -> s3.listObjectsV2(request -> request.bucket(name).maxKeys(-1)));
    }

    @Test
    @S3Behaviour(
            operation = "ListObjectsV2",
            parameter = {"prefix", "delimiter"})
    void listV2_delimiter_groups() {
        put("a.txt", "photos/2024/1", "photos/2024/2", "photos/2025/1", "photos/x", "z.txt");
        var top = s3.listObjectsV2(request -> request.bucket(name).delimiter("/"));
        assertThat(keys(top.contents())).containsExactly("a.txt", "z.txt");
        assertThat(prefixes(top.commonPrefixes())).containsExactly("photos/");
        assertThat(top.keyCount()).isEqualTo(3);
        var photos =
                s3.listObjectsV2(request -> request.bucket(name).delimiter("/").prefix("photos/"));
        assertThat(keys(photos.contents())).containsExactly("photos/x");
        assertThat(prefixes(photos.commonPrefixes())).containsExactly("photos/2024/", "photos/2025/");
        var part =
                s3.listObjectsV2(request -> request.bucket(name).delimiter("/").prefix("photos/20"));
        assertThat(prefixes(part.commonPrefixes())).containsExactly("photos/2024/", "photos/2025/");
    }

    @Test
    @S3Behaviour(operation = "ListObjectsV2", parameter = "common prefixes over pages")
    void listV2_groupsOverPages_areToldOnce() {
        put("a/1", "a/2", "a/3", "b", "c/1", "c/2", "d");
        List<String> seen = new ArrayList<>();
        for (var page : s3.listObjectsV2Paginator(
                request -> request.bucket(name).delimiter("/").maxKeys(1))) {
            assertThat(page.keyCount()).isEqualTo(1);
            Stream.concat(keys(page.contents()).stream(), prefixes(page.commonPrefixes()).stream())
                    .forEach(seen::add);
        }
        assertThat(seen).containsExactly("a/", "b", "c/", "d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", " ", "ab", ".", "größe", "/"})
    @S3Behaviour(operation = "ListObjectsV2", parameter = "delimiters of any length")
    void listV2_anyDelimiter_groups(String delimiter) {
        put("x" + delimiter + "1", "x" + delimiter + "2", "y");
        var answer = s3.listObjectsV2(request -> request.bucket(name).delimiter(delimiter));
        assertThat(prefixes(answer.commonPrefixes())).containsExactly("x" + delimiter);
        assertThat(keys(answer.contents())).containsExactly("y");
        assertThat(answer.delimiter()).isEqualTo(delimiter);
    }

    @Test
    @S3Behaviour(operation = "ListObjectsV2", parameter = "start-after")
    void listV2_startAfter_begins() {
        put("a", "b", "c");
        assertThat(keys(s3.listObjectsV2(request -> request.bucket(name).startAfter("a"))
                        .contents()))
                .containsExactly("b", "c");
        assertThat(keys(s3.listObjectsV2(request -> request.bucket(name).startAfter("aa"))
                        .contents()))
                .containsExactly("b", "c");
        assertThat(keys(s3.listObjectsV2(request -> request.bucket(name).startAfter("z"))
                        .contents()))
                .isEmpty();
    }

    @Test
    @S3Behaviour(operation = "ListObjectsV2", parameter = "fetch-owner")
    void listV2_fetchOwner_namesTheOwner() {
        put("a");
        assertThat(s3.listObjectsV2(request -> request.bucket(name))
                        .contents()
                        .getFirst()
                        .owner())
                .isNull();
        assertThat(s3.listObjectsV2(request -> request.bucket(name).fetchOwner(true))
                        .contents()
                        .getFirst()
                        .owner()
                        .id())
                .isEqualTo(s3.listBuckets().owner().id());
    }

    @Test
    @S3Behaviour(operation = "ListObjectsV2", parameter = "encoding-type")
    @S3Behaviour(operation = "ListObjects", parameter = "encoding-type")
    void list_encodingUrl_isEncoded() throws Exception {
        put("a b+c/ü", "line\nbreak");
        for (String type : List.of("2", "")) {
            RawS3 request = RawS3.request("GET", "/" + name)
                    .query("encoding-type", "url")
                    .query("prefix", "a b");
            if (!type.isEmpty()) {
                request.query("list-type", type);
            }
            RawS3.Answer answer = request.send();
            assertThat(answer.element("Key")).isEqualTo("a%20b%2Bc/%C3%BC");
            assertThat(answer.element("Prefix")).isEqualTo("a%20b");
            assertThat(answer.element("EncodingType")).isEqualTo("url");
        }
        assertThat(RawS3.request("GET", "/" + name)
                        .query("encoding-type", "base64")
                        .send()
                        .refusal())
                .isEqualTo("400 InvalidArgument");
    }

    @Test
    @S3Behaviour(
            operation = "ListObjects",
            parameter = {"marker", "max-keys", "delimiter", "prefix"})
    void listV1_pages_areExact() {
        put("a/1", "a/2", "b", "c/1", "d");
        var page = s3.listObjects(request -> request.bucket(name).delimiter("/").maxKeys(2));
        assertThat(page.isTruncated()).isTrue();
        assertThat(page.nextMarker()).isEqualTo("b");
        assertThat(prefixes(page.commonPrefixes())).containsExactly("a/");
        var next = s3.listObjects(
                request -> request.bucket(name).delimiter("/").maxKeys(2).marker(page.nextMarker()));
        assertThat(prefixes(next.commonPrefixes())).containsExactly("c/");
        assertThat(keys(next.contents())).containsExactly("d");
        assertThat(next.isTruncated()).isFalse();
        var plain = s3.listObjects(request -> request.bucket(name).maxKeys(2));
        assertThat(plain.nextMarker()).isNull();
        assertThat(plain.contents().getFirst().owner().id()).isNotEmpty();
        assertThat(keys(s3.listObjects(request -> request.bucket(name).marker("a/2"))
                        .contents()))
                .containsExactly("b", "c/1", "d");
    }

    @Test
    @S3Behaviour(operation = "ListObjects", parameter = "max-keys that is no number")
    void listV1_badMaxKeys_isRefused() throws Exception {
        assertThat(RawS3.request("GET", "/" + name)
                        .query("max-keys", "many")
                        .send()
                        .refusal())
                .isEqualTo("400 InvalidArgument");
        assertRefused(404, "NoSuchBucket", () -> s3.listObjects(request -> request.bucket("absent-" + name)));
    }
}
