package network.cairn.gateway.notification;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.configuration.EventType;
import network.cairn.gateway.configuration.NotificationConfiguration;
import network.cairn.gateway.configuration.NotificationRule;
import network.cairn.gateway.configuration.NotificationTarget;
import network.cairn.gateway.configuration.ObjectEvent;
import network.cairn.gateway.configuration.ParsedDocuments;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.Change;
import network.cairn.gateway.metadata.ChangeNotes;
import network.cairn.gateway.metadata.ChangeNotes.Note;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.Versioning;
import org.jspecify.annotations.Nullable;

/// Makes S3's event messages of changes, for the targets that the buckets' notification configurations name. Safe
/// for use by many threads.
public final class BucketEvents {
    private final Set<NotificationTarget> targets;
    private final InstantSource clock;
    private final ParsedDocuments<NotificationConfiguration> parsed =
            new ParsedDocuments<>(NotificationConfiguration::read);

    /// @param targets those that there are; others are not told of anything
    public BucketEvents(Set<NotificationTarget> targets, InstantSource clock) {
        this.targets = Set.copyOf(targets);
        this.clock = clock;
    }

    /// Where events can go.
    public Set<NotificationTarget> targets() {
        return targets;
    }

    /// The outbox's name of a target.
    public static String queue(NotificationTarget target) {
        return target.type().name().toLowerCase(Locale.ROOT) + ":" + target.id();
    }

    /// What is to be told of changes that somebody makes.
    public ChangeNotes causedBy(EventCause cause) {
        return targets.isEmpty()
                ? ChangeNotes.NONE
                : (bucket, object, change, sequence) -> notes(cause, bucket, object, change, sequence);
    }

    private List<Note> notes(EventCause cause, Bucket bucket, ObjectRecord object, Change change, long sequence) {
        @Nullable
        EventType type = switch (change) {
            case PUT -> cause.put();
            case DELETED -> cause.deleted();
            case MARKED -> cause.marked();
            case DESCRIBED -> cause.described();
        };
        Optional<NotificationConfiguration> configuration =
                parsed.of(bucket.settings().get(BucketSetting.NOTIFICATION));
        if (type == null || configuration.isEmpty()) {
            return List.of();
        }
        var notes = new ArrayList<Note>();
        for (NotificationRule rule : configuration.get().wanting(type, object.key())) {
            rule.target()
                    .filter(targets::contains)
                    .ifPresent(target -> notes.add(new Note(
                            queue(target),
                            event(cause, type, bucket, object, sequence).toJson(rule.id()))));
        }
        return notes;
    }

    private ObjectEvent event(EventCause cause, EventType type, Bucket bucket, ObjectRecord object, long sequence) {
        boolean hasVersions = bucket.settings().versioning() != Versioning.OFF
                || !object.version().isNull();
        return new ObjectEvent(
                type,
                clock.instant(),
                bucket.region(),
                cause.principal(),
                cause.sourceAddress(),
                cause.requestId(),
                "",
                bucket.name(),
                CanonicalUser.idOf(bucket.tenant()),
                object.key(),
                object.isDeleteMarker() ? null : object.sizeBytes(),
                object.isDeleteMarker() ? null : object.etag(),
                hasVersions ? object.version().name() : null,
                sequence);
    }
}
