package network.cairn.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.metadata.OutboxEntry;
import network.cairn.gateway.notification.BucketEvents;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What operations put into the outbox.
final class NotificationTest {
    private static final String QUEUE = BucketEvents.queue(TestGateway.WEBHOOK);
    private static final JsonMapper JSON = new JsonMapper();

    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void makeBucket() throws Exception {
        gateway.createBucket("bucket");
    }

    private static String configuration(String arn, String... events) {
        var xml = new StringBuilder(
                "<NotificationConfiguration><QueueConfiguration><Id>rule</Id><Queue>" + arn + "</Queue>");
        for (String event : events) {
            xml.append("<Event>" + event + "</Event>");
        }
        return xml.append("</QueueConfiguration></NotificationConfiguration>").toString();
    }

    private void configure(String... events) throws Exception {
        gateway.call("PUT", "bucket", null)
                .query("notification", "")
                .body(configuration("arn:cairn:sqs:us-east-1:hook:webhook", events))
                .send();
        told();
    }

    /// What waits for the webhook, which has it then.
    private List<JsonNode> told() throws Exception {
        List<OutboxEntry> waiting = gateway.metadata.outbox().waiting(QUEUE, null, 100);
        var messages = new ArrayList<JsonNode>();
        for (OutboxEntry entry : waiting) {
            messages.add(JSON.readTree(new String(entry.message(), StandardCharsets.UTF_8)));
        }
        gateway.metadata.outbox().remove(waiting);
        return messages;
    }

    private List<String> names() throws Exception {
        return told().stream()
                .map(message -> message.at("/Records/0/eventName").asText()
                        + " "
                        + message.at("/Records/0/s3/object/key").asText())
                .toList();
    }

    @Test
    void put_configuration_isGivenBackAndTested() throws Exception {
        gateway.call("PUT", "bucket", null)
                .query("notification", "")
                .body(configuration("arn:cairn:sqs:us-east-1:hook:webhook", "s3:ObjectCreated:*"))
                .send();
        List<JsonNode> told = told();
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().at("/Event").asText()).isEqualTo("s3:TestEvent");
        assertThat(told.getFirst().at("/Bucket").asText()).isEqualTo("bucket");
        var answer =
                gateway.call("GET", "bucket", null).query("notification", "").send();
        assertThat(answer.element("Queue")).isEqualTo("arn:cairn:sqs:us-east-1:hook:webhook");
        gateway.call("PUT", "bucket", null)
                .query("notification", "")
                .body("<NotificationConfiguration/>")
                .send();
        gateway.put("bucket", "a", new byte[1]);
        assertThat(told()).isEmpty();
    }

    @Test
    void put_configurationOfUnknownTarget_isRefused() {
        assertThatThrownBy(() -> gateway.call("PUT", "bucket", null)
                        .query("notification", "")
                        .body(configuration("arn:aws:sqs:us-east-1:1:queue", "s3:ObjectCreated:*"))
                        .send())
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_ARGUMENT));
    }

    @Test
    void events_ofOperations_haveS3sNamesAndFacts() throws Exception {
        configure("s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:ObjectTagging:*", "s3:ObjectAcl:Put");
        gateway.put("bucket", "a b", new byte[3]);
        List<JsonNode> told = told();
        assertThat(told).hasSize(1);
        JsonNode event = told.getFirst().at("/Records/0");
        assertThat(event.at("/eventName").asText()).isEqualTo("ObjectCreated:Put");
        assertThat(event.at("/awsRegion").asText()).isEqualTo("us-east-1");
        assertThat(event.at("/userIdentity/principalId").asText()).isEqualTo("AWS:alice");
        assertThat(event.at("/requestParameters/sourceIPAddress").asText()).isEqualTo("192.0.2.1");
        assertThat(event.at("/s3/configurationId").asText()).isEqualTo("rule");
        assertThat(event.at("/s3/bucket/ownerIdentity/principalId").asText()).isEqualTo(CanonicalUser.idOf("alice"));
        assertThat(event.at("/s3/object/key").asText()).isEqualTo("a+b");
        assertThat(event.at("/s3/object/size").asLong()).isEqualTo(3);
        assertThat(event.at("/s3/object/versionId").isMissingNode()).isTrue();

        gateway.call("PUT", "bucket", "copy")
                .header("x-amz-copy-source", "bucket/a%20b")
                .send();
        gateway.call("PUT", "bucket", "copy")
                .query("tagging", "")
                .body("<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>")
                .send();
        gateway.call("DELETE", "bucket", "copy").query("tagging", "").send();
        gateway.call("PUT", "bucket", "copy")
                .query("acl", "")
                .header("x-amz-acl", "public-read")
                .send();
        gateway.call("DELETE", "bucket", "copy").send();
        gateway.call("DELETE", "bucket", "nothing").send();
        assertThat(names())
                .containsExactly(
                        "ObjectCreated:Copy copy",
                        "ObjectTagging:Put copy",
                        "ObjectTagging:Delete copy",
                        "ObjectAcl:Put copy",
                        "ObjectRemoved:Delete copy");
    }

    @Test
    void events_inVersionedBucket_tellMarkersAndVersions() throws Exception {
        gateway.call("PUT", "bucket", null)
                .query("versioning", "")
                .body("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>")
                .send();
        configure("s3:ObjectCreated:*", "s3:ObjectRemoved:*");
        String version = gateway.put("bucket", "a", new byte[1])
                .header("x-amz-version-id")
                .orElseThrow();
        gateway.call("DELETE", "bucket", "a").send();
        gateway.call("DELETE", "bucket", "a").query("versionId", version).send();
        List<JsonNode> told = told();
        assertThat(told)
                .extracting(each -> each.at("/Records/0/eventName").asText())
                .containsExactly("ObjectCreated:Put", "ObjectRemoved:DeleteMarkerCreated", "ObjectRemoved:Delete");
        assertThat(told.getFirst().at("/Records/0/s3/object/versionId").asText())
                .isEqualTo(version);
        assertThat(told.getLast().at("/Records/0/s3/object/versionId").asText()).isEqualTo(version);
        assertThat(told.stream()
                        .map(each -> each.at("/Records/0/s3/object/sequencer").asText())
                        .toList())
                .isSorted();
    }

    @Test
    void failures_tellNothing() throws Exception {
        configure("s3:ObjectCreated:*");
        gateway.put("bucket", "a", new byte[1]);
        told();
        assertThatThrownBy(() -> gateway.call("PUT", "bucket", "a")
                        .header("if-none-match", "*")
                        .body("x")
                        .send())
                .isInstanceOf(S3Exception.class);
        assertThat(told()).isEmpty();
    }
}
