package network.cairn.gateway.configuration;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that happened to an object, as S3's event message tells it.
///
/// @param region of the bucket
/// @param principal who caused it; `s3.amazonaws.com` for the store itself, as in S3
/// @param sourceAddress where the request came from; `s3.amazonaws.com` likewise
/// @param hostId the extended request id
/// @param bucketOwner the canonical id of the bucket's owner
/// @param sizeBytes null where the object has none
/// @param etag without quotes; null where the object has none
/// @param versionId null in a bucket that keeps no versions
/// @param sequencer larger for later events of one object
public record ObjectEvent(
        EventType type,
        Instant time,
        String region,
        String principal,
        String sourceAddress,
        String requestId,
        String hostId,
        String bucket,
        String bucketOwner,
        String key,
        @Nullable Long sizeBytes,
        @Nullable String etag,
        @Nullable String versionId,
        long sequencer) {
    private static final JsonMapper JSON = new JsonMapper();

    /// The message for one target: `{"Records": [...]}` with one record, in UTF-8.
    ///
    /// @param configurationId the id of the rule that wants it
    public byte[] toJson(String configurationId) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.putArray("Records").add(record(configurationId));
        return message.toString().getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode record(String configurationId) {
        ObjectNode event = JSON.createObjectNode();
        event.put("eventVersion", type.version());
        event.put("eventSource", "aws:s3");
        event.put("awsRegion", region);
        event.put("eventTime", Timestamps.iso(time));
        event.put("eventName", type.s3Name().substring("s3:".length()));
        event.putObject("userIdentity").put("principalId", principal);
        event.putObject("requestParameters").put("sourceIPAddress", sourceAddress);
        event.putObject("responseElements").put("x-amz-request-id", requestId).put("x-amz-id-2", hostId);
        ObjectNode s3 = event.putObject("s3");
        s3.put("s3SchemaVersion", "1.0");
        s3.put("configurationId", configurationId);
        ObjectNode ofBucket = s3.putObject("bucket");
        ofBucket.put("name", bucket);
        ofBucket.putObject("ownerIdentity").put("principalId", bucketOwner);
        ofBucket.put("arn", "arn:aws:s3:::" + bucket);
        s3.set("object", object());
        return event;
    }

    private ObjectNode object() {
        ObjectNode object = JSON.createObjectNode();
        // As in a form: a space is a plus.
        object.put("key", UriText.ofKey(key).replace("%20", "+"));
        if (type.tellsSize() && sizeBytes != null) {
            object.put("size", sizeBytes);
        }
        if (type.tellsEtag() && etag != null) {
            object.put("eTag", etag);
        }
        if (versionId != null) {
            object.put("versionId", versionId);
        }
        if (type.tellsSequencer()) {
            object.put("sequencer", String.format("%018X", sequencer));
        }
        return object;
    }

    /// The message that S3 sends to a target when a configuration begins to name it.
    public static byte[] testMessage(Instant time, String bucket, String requestId, String hostId) {
        return JSON.createObjectNode()
                .put("Service", "Amazon S3")
                .put("Event", "s3:TestEvent")
                .put("Time", Timestamps.iso(time))
                .put("Bucket", bucket)
                .put("RequestId", requestId)
                .put("HostId", hostId)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}
