package network.cairn.gateway.operation;

import java.util.List;
import java.util.Optional;
import network.cairn.gateway.configuration.LifecycleAction;
import network.cairn.gateway.configuration.LifecycleCalendar;
import network.cairn.gateway.configuration.LifecycleConfiguration;
import network.cairn.gateway.configuration.ParsedDocuments;
import network.cairn.gateway.configuration.Tag;
import network.cairn.gateway.configuration.UploadFacts;
import network.cairn.gateway.configuration.VersionFacts;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.UploadRecord;
import network.cairn.gateway.s3.S3Response;

/// Says in answers when what they are about will expire. Safe for use by many threads.
public final class ExpirationHeaders {
    private final LifecycleCalendar calendar;
    private final ParsedDocuments<LifecycleConfiguration> parsed = new ParsedDocuments<>(LifecycleConfiguration::read);

    public ExpirationHeaders(LifecycleCalendar calendar) {
        this.calendar = calendar;
    }

    /// When a current object expires, if it does.
    S3Response add(S3Response response, Bucket bucket, ObjectRecord object) {
        return rules(bucket)
                .flatMap(rules -> rules.next(facts(object), calendar))
                .flatMap(LifecycleAction::expirationHeader)
                .map(value -> response.withHeader("x-amz-expiration", value))
                .orElse(response);
    }

    /// When an upload is aborted if it is not completed, if it is.
    S3Response add(S3Response response, Bucket bucket, UploadRecord upload) {
        Optional<LifecycleAction> action = rules(bucket)
                .flatMap(rules -> rules.next(new UploadFacts(upload.key(), upload.initiatedAt()), calendar));
        Optional<String> date = action.flatMap(LifecycleAction::abortDateHeader);
        return action.isEmpty() || date.isEmpty()
                ? response
                : response.withHeader("x-amz-abort-date", date.get())
                        .withHeader("x-amz-abort-rule-id", action.get().abortRuleIdHeader());
    }

    private Optional<LifecycleConfiguration> rules(Bucket bucket) {
        return parsed.of(bucket.settings().get(BucketSetting.LIFECYCLE));
    }

    private static VersionFacts facts(ObjectRecord object) {
        List<Tag> tags = object.attributes().tags().entrySet().stream()
                .map(tag -> new Tag(tag.getKey(), tag.getValue()))
                .toList();
        return VersionFacts.current(object.key(), object.sizeBytes(), tags, object.lastModified());
    }
}
