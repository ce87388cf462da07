package network.cairn.deploy.s3;

import static network.cairn.deploy.s3.Refusal.assertRefused;
import static network.cairn.deploy.s3.Refusal.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/// Versions, delete markers and the null version.
@S3Suite
class VersioningIT {
    private final S3Client s3 = SharedNetwork.get().clients().sync();
    private final TestBucket bucket = TestBucket.versioned();
    private final String name = bucket.name();

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "into a bucket with versioning")
    @S3Behaviour(operation = "GetObject", parameter = "versionId")
    @S3Behaviour(operation = "HeadObject", parameter = "versionId")
    void put_twice_keepsBoth() {
        String one = bucket.put("key", "one").versionId();
        String two = bucket.put("key", "two").versionId();
        assertThat(one).isNotEmpty().isNotEqualTo(two);
        assertThat(bucket.text("key")).isEqualTo("two");
        assertThat(bucket.text("key", one)).isEqualTo("one");
        assertThat(bucket.get("key").response().versionId()).isEqualTo(two);
        assertThat(s3.headObject(request -> request.bucket(name).key("key").versionId(one))
                        .versionId())
                .isEqualTo(one);
    }

    @Test
    @S3Behaviour(operation = "DeleteObject", parameter = "delete markers")
    void delete_leavesAMarker() {
        String one = bucket.put("key", "one").versionId();
        var deleted = s3.deleteObject(request -> request.bucket(name).key("key"));
        assertThat(deleted.deleteMarker()).isTrue();
        String marker = deleted.versionId();
        var absent = assertRefused(404, "NoSuchKey", () -> bucket.get("key"));
        assertThat(absent.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-delete-marker"))
                .contains("true");
        assertThat(bucket.keys()).isEmpty();
        assertThat(bucket.text("key", one)).isEqualTo("one");
        assertRefused(405, "MethodNotAllowed", () -> bucket.text("key", marker));
        assertStatus(
                405,
                () -> s3.headObject(request -> request.bucket(name).key("key").versionId(marker)));
        var undone = s3.deleteObject(request -> request.bucket(name).key("key").versionId(marker));
        assertThat(undone.deleteMarker()).isTrue();
        assertThat(undone.versionId()).isEqualTo(marker);
        assertThat(bucket.text("key")).isEqualTo("one");
    }

    @Test
    @S3Behaviour(operation = "DeleteObject", parameter = "versionId")
    void delete_version_removesItAlone() {
        String one = bucket.put("key", "one").versionId();
        String two = bucket.put("key", "two").versionId();
        assertThat(s3.deleteObject(request -> request.bucket(name).key("key").versionId(two))
                        .versionId())
                .isEqualTo(two);
        assertThat(bucket.text("key")).isEqualTo("one");
        assertRefused(404, "NoSuchVersion", () -> bucket.text("key", two));
        s3.deleteObject(request -> request.bucket(name).key("key").versionId(one));
        assertThat(s3.listObjectVersions(request -> request.bucket(name)).versions())
                .isEmpty();
    }

    @Test
    @S3Behaviour(operation = "GetObject", parameter = "a versionId that is none")
    void get_badVersion_isRefused() {
        bucket.put("key", "one");
        assertRefused(400, "InvalidArgument", () -> bucket.text("key", "no-such-version"));
    }

    @Test
    @S3Behaviour(operation = "PutBucketVersioning", parameter = "Suspended, with null versions")
    void suspended_writesTheNullVersion() {
        String kept = bucket.put("key", "kept").versionId();
        bucket.versioning(BucketVersioningStatus.SUSPENDED);
        assertThat(bucket.put("key", "null one").versionId()).isIn(null, "null");
        bucket.put("key", "null two");
        assertThat(bucket.text("key", "null")).isEqualTo("null two");
        assertThat(bucket.text("key", kept)).isEqualTo("kept");
        assertThat(s3.listObjectVersions(request -> request.bucket(name)).versions().stream()
                        .map(ObjectVersion::versionId))
                .containsExactly("null", kept);
        assertThat(s3.deleteObject(request -> request.bucket(name).key("key")).versionId())
                .isEqualTo("null");
        assertRefused(404, "NoSuchKey", () -> bucket.get("key"));
        assertThat(s3.listObjectVersions(request -> request.bucket(name)).versions().stream()
                        .map(ObjectVersion::versionId))
                .containsExactly(kept);
    }

    @Test
    @S3Behaviour(operation = "PutBucketVersioning", parameter = "Enabled on a bucket with objects")
    void enabled_laterObjectIsNull() {
        TestBucket plain = TestBucket.create();
        plain.put("key", "before");
        plain.versioning(BucketVersioningStatus.ENABLED);
        plain.put("key", "after");
        assertThat(plain.text("key", "null")).isEqualTo("before");
        assertThat(plain.text("key")).isEqualTo("after");
    }

    @Test
    @S3Behaviour(
            operation = "ListObjectVersions",
            parameter = {"", "max-keys", "key-marker", "version-id-marker", "prefix", "delimiter"})
    void listVersions_pages_areNewestFirst() {
        String a1 = bucket.put("a", "1").versionId();
        String a2 = bucket.put("a", "2").versionId();
        String marker =
                s3.deleteObject(request -> request.bucket(name).key("a")).versionId();
        String b = bucket.put("b/1", "1").versionId();
        List<String> versions = new ArrayList<>();
        List<String> markers = new ArrayList<>();
        for (var page :
                s3.listObjectVersionsPaginator(request -> request.bucket(name).maxKeys(1))) {
            assertThat(page.versions().size() + page.deleteMarkers().size()).isEqualTo(1);
            page.versions().forEach(version -> versions.add(version.versionId()));
            page.deleteMarkers().forEach(each -> markers.add(each.versionId()));
        }
        assertThat(versions).containsExactly(a2, a1, b);
        assertThat(markers).containsExactly(marker);
        var all = s3.listObjectVersions(request -> request.bucket(name));
        assertThat(all.deleteMarkers().getFirst().isLatest()).isTrue();
        assertThat(all.versions().stream().map(ObjectVersion::isLatest)).containsExactly(false, false, true);
        var grouped = s3.listObjectVersions(request -> request.bucket(name).delimiter("/"));
        assertThat(grouped.commonPrefixes().stream().map(CommonPrefix::prefix)).containsExactly("b/");
        assertThat(s3.listObjectVersions(request -> request.bucket(name).prefix("b"))
                        .versions())
                .hasSize(1);
    }

    @Test
    @S3Behaviour(operation = "DeleteObjects", parameter = "VersionId")
    void deleteObjects_versionsAndMarkers_areTold() {
        String one = bucket.put("a", "1").versionId();
        bucket.put("b", "1");
        var answer = s3.deleteObjects(request -> request.bucket(name)
                .delete(delete -> delete.objects(
                        ObjectIdentifier.builder().key("a").versionId(one).build(),
                        ObjectIdentifier.builder().key("b").build())));
        assertThat(answer.errors()).isEmpty();
        assertThat(answer.deleted()).hasSize(2);
        var a = answer.deleted().stream()
                .filter(each -> each.key().equals("a"))
                .findFirst()
                .orElseThrow();
        assertThat(a.versionId()).isEqualTo(one);
        assertThat(a.deleteMarker()).isNull();
        var b = answer.deleted().stream()
                .filter(each -> each.key().equals("b"))
                .findFirst()
                .orElseThrow();
        assertThat(b.deleteMarker()).isTrue();
        assertThat(b.deleteMarkerVersionId()).isNotEmpty();
    }
}
