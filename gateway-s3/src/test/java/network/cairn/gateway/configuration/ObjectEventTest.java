package network.cairn.gateway.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ObjectEventTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant TIME = Instant.parse("2030-01-02T03:04:05.678Z");

    private static ObjectEvent event(EventType type, String key, @Nullable Long size, @Nullable String version) {
        return new ObjectEvent(
                type,
                TIME,
                "us-east-1",
                "alice",
                "192.0.2.7",
                "C3D13FE58DE4C810",
                "FMyUVURIY8",
                "bucket",
                "owner",
                key,
                size,
                "d41d8cd98f00b204e9800998ecf8427e",
                version,
                255);
    }

    private static JsonNode object(ObjectEvent event) throws IOException {
        return JSON.readTree(event.toJson("rule")).at("/Records/0/s3/object");
    }

    @Test
    void toJson_ofAPut_theMessageOfS3() throws IOException {
        JsonNode expected = JSON.readTree("""
                {"Records": [{
                    "eventVersion": "2.1",
                    "eventSource": "aws:s3",
                    "awsRegion": "us-east-1",
                    "eventTime": "2030-01-02T03:04:05.678Z",
                    "eventName": "ObjectCreated:Put",
                    "userIdentity": {"principalId": "alice"},
                    "requestParameters": {"sourceIPAddress": "192.0.2.7"},
                    "responseElements": {"x-amz-request-id": "C3D13FE58DE4C810", "x-amz-id-2": "FMyUVURIY8"},
                    "s3": {
                        "s3SchemaVersion": "1.0",
                        "configurationId": "rule \\"1\\"",
                        "bucket": {
                            "name": "bucket",
                            "ownerIdentity": {"principalId": "owner"},
                            "arn": "arn:aws:s3:::bucket"
                        },
                        "object": {
                            "key": "HappyFace.jpg",
                            "size": 1024,
                            "eTag": "d41d8cd98f00b204e9800998ecf8427e",
                            "versionId": "v1",
                            "sequencer": "0000000000000000FF"
                        }
                    }
                }]}""");
        ObjectEvent event = event(EventType.OBJECT_CREATED_PUT, "HappyFace.jpg", 1024L, "v1");
        assertThat(JSON.readTree(event.toJson("rule \"1\""))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "OBJECT_CREATED_POST, 2.1, key size eTag sequencer",
        "OBJECT_CREATED_COMPLETE_MULTIPART_UPLOAD, 2.1, key size eTag sequencer",
        "OBJECT_REMOVED_DELETE, 2.1, key sequencer",
        "OBJECT_REMOVED_DELETE_MARKER_CREATED, 2.1, key eTag sequencer",
        "REPLICATION_FAILED, 2.2, key size eTag sequencer",
        "LIFECYCLE_EXPIRATION_DELETE, 2.3, key eTag sequencer",
        "OBJECT_TAGGING_PUT, 2.3, key eTag",
        "OBJECT_ACL_PUT, 2.3, key eTag"
    })
    void toJson_ofEachType_itsVersionAndFields(EventType type, String version, String fields) throws IOException {
        ObjectEvent event = event(type, "k", 5L, null);
        assertThat(JSON.readTree(event.toJson("rule"))
                        .at("/Records/0/eventVersion")
                        .asText())
                .isEqualTo(version);
        List<String> names = new ArrayList<>();
        object(event).fieldNames().forEachRemaining(names::add);
        assertThat(names).containsExactly(fields.split(" ", -1));
    }

    @ParameterizedTest
    @CsvSource({
        "my image.jpg, my+image.jpg",
        "a+b, a%2Bb",
        "a/b//c, a/b//c",
        "100%, 100%25",
        "\u00e4\ud83d\ude00, %C3%A4%F0%9F%98%80",
        "../x?y=z&q, ../x%3Fy%3Dz%26q",
        "'\"', %22"
    })
    void toJson_ofAKey_formEncoded(String key, String told) throws IOException {
        assertThat(object(event(EventType.OBJECT_CREATED_PUT, key, 0L, null))
                        .get("key")
                        .asText())
                .isEqualTo(told);
    }

    @Test
    void toJson_withoutSizeAndVersion_leavesThemOut() throws IOException {
        JsonNode object = object(event(EventType.OBJECT_CREATED_PUT, "k", null, null));
        assertThat(object.has("size")).isFalse();
        assertThat(object.has("versionId")).isFalse();
        assertThat(object(event(EventType.OBJECT_CREATED_PUT, "k", 0L, "null"))
                        .get("size")
                        .asLong())
                .isZero();
    }

    /// Targets compare sequencers as text.
    @Test
    void toJson_sequencers_orderedAsText() throws IOException {
        List<String> sequencers = new ArrayList<>();
        for (long sequencer : new long[] {0, 9, 10, 255, 256, 1L << 40, Long.MAX_VALUE}) {
            var event = new ObjectEvent(
                    EventType.OBJECT_CREATED_PUT, TIME, "", "", "", "", "", "", "", "k", 1L, null, null, sequencer);
            sequencers.add(object(event).get("sequencer").asText());
        }
        assertThat(sequencers).isSorted().doesNotHaveDuplicates();
        assertThat(sequencers).allMatch(text -> text.length() == 18);
    }

    @Test
    void testMessage_asS3SendsIt() throws JsonProcessingException {
        assertThat(JSON.readTree(RefusalAssertions.text(ObjectEvent.testMessage(TIME, "bucket", "id", "host"))))
                .isEqualTo(JSON.readTree("""
                        {"Service": "Amazon S3", "Event": "s3:TestEvent", "Time": "2030-01-02T03:04:05.678Z",
                         "Bucket": "bucket", "RequestId": "id", "HostId": "host"}"""));
    }
}
