package network.cairn.gateway.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import network.cairn.gateway.configuration.LifecycleAction;
import network.cairn.gateway.configuration.LifecycleCalendar;
import network.cairn.gateway.configuration.LifecycleConfiguration;
import network.cairn.gateway.configuration.Tag;
import network.cairn.gateway.configuration.UploadFacts;
import network.cairn.gateway.configuration.VersionFacts;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.Expiry;
import network.cairn.gateway.metadata.ListPage;
import network.cairn.gateway.metadata.ListQuery;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.UploadRecord;
import network.cairn.gateway.metadata.VersionId;
import network.cairn.gateway.metadata.VersionPage;
import network.cairn.gateway.metadata.VersionQuery;
import org.jspecify.annotations.Nullable;

/// One round through the versions and uploads of one bucket, in steps of a page.
///
/// What is listed is only looked at: each action is a transaction of its own, which happens if the version is what
/// it was when it was looked at, and the bucket's rules are still the same. So it does no harm to do a step again,
/// or to do it in two places at once. Where a version is taken away and in the same round those beneath it are
/// looked at, they count it as gone.
final class BucketRound {
    private final MetadataStore metadata;
    private final Bucket bucket;
    private final LifecycleConfiguration rules;
    private final LifecycleCalendar calendar;
    private final Instant now;
    private LifecycleCounts counts = LifecycleCounts.NONE;

    /// @param now at which is decided what is due
    BucketRound(
            MetadataStore metadata,
            Bucket bucket,
            LifecycleConfiguration rules,
            LifecycleCalendar calendar,
            Instant now) {
        this.metadata = metadata;
        this.bucket = bucket;
        this.rules = rules;
        this.calendar = calendar;
        this.now = now;
    }

    /// What all steps so far have done.
    LifecycleCounts counts() {
        return counts;
    }

    /// Looks at one page, and does what is due.
    ///
    /// @return from where to go on; empty at the end of the bucket
    Optional<Position> step(Position from, int pageResults) {
        return switch (from) {
            case Position.InVersions in -> Optional.of(versions(in, pageResults));
            case Position.InUploads in -> uploads(in, pageResults);
        };
    }

    private Position versions(Position.InVersions from, int pageResults) {
        VersionPage page =
                metadata.versions(bucket.id(), new VersionQuery("", "", from.key(), from.version(), pageResults));
        List<VersionPage.Entry> entries = page.entries();
        Position.InVersions at = from;
        for (int i = 0; i < entries.size(); i++) {
            ObjectRecord version = entries.get(i).version();
            boolean sameKey = at.version() != null && at.key().equals(version.key());
            if (!sameKey) {
                at = new Position.InVersions(version.key(), null, null, 0);
            }
            boolean isLast = i + 1 == entries.size();
            boolean alone = !sameKey
                    && (isLast
                            ? !page.truncated() || isAlone(version)
                            : !entries.get(i + 1).version().key().equals(version.key()));
            @Nullable Instant replacedAt = sameKey ? at.madeAt() : null;
            boolean gone = look(version, alone, replacedAt, at.newer());
            int newer = at.newer() + (sameKey && !gone ? 1 : 0);
            at = new Position.InVersions(version.key(), version.version().id(), version.lastModified(), newer);
        }
        return page.truncated() && !entries.isEmpty() ? at : new Position.InUploads("", null);
    }

    private boolean isAlone(ObjectRecord version) {
        VersionId id = version.version().id();
        return metadata
                .versions(bucket.id(), new VersionQuery(version.key(), "", version.key(), id, 1))
                .entries()
                .stream()
                .noneMatch(entry -> entry.version().key().equals(version.key()));
    }

    /// @return whether the version is gone
    private boolean look(ObjectRecord version, boolean alone, @Nullable Instant replacedAt, int newer) {
        var facts = new VersionFacts(
                version.key(),
                version.sizeBytes(),
                tags(version),
                version.lastModified(),
                version.isDeleteMarker(),
                alone,
                replacedAt,
                newer);
        Optional<LifecycleAction> due = rules.due(facts, calendar, now);
        return due.isPresent() && act(version, due.get().kind());
    }

    static List<Tag> tags(ObjectRecord version) {
        return version.attributes().tags().entrySet().stream()
                .map(tag -> new Tag(tag.getKey(), tag.getValue()))
                .toList();
    }

    private boolean act(ObjectRecord version, LifecycleAction.Kind kind) {
        Expiry expiry = switch (kind) {
            case EXPIRE_CURRENT -> Expiry.CURRENT;
            case DELETE_NONCURRENT -> Expiry.NONCURRENT;
            case REMOVE_DELETE_MARKER -> Expiry.LONE_MARKER;
            case ABORT_UPLOAD -> throw new IllegalStateException("a version is no upload: " + version.key());
        };
        try {
            metadata.expire(bucket, version, expiry, bucket.tenant());
        } catch (MetadataException e) {
            refused(e);
            return false;
        }
        counts = counts.with(expiry);
        // One that was current is replaced from now on, not gone.
        return expiry != Expiry.CURRENT;
    }

    private void refused(MetadataException e) {
        counts = e.reason() == MetadataException.Reason.OBJECT_LOCKED ? counts.withLocked() : counts.withChanged();
    }

    private Optional<Position> uploads(Position.InUploads from, int pageResults) {
        ListPage<UploadRecord> page =
                metadata.uploads(bucket.id(), new ListQuery("", "", from.key(), pageResults), from.upload());
        for (UploadRecord upload : page.entries()) {
            var facts = new UploadFacts(upload.key(), upload.initiatedAt());
            if (rules.due(facts, calendar, now).isPresent()) {
                try {
                    metadata.abortUpload(bucket, upload);
                    counts = counts.withUploadAborted();
                } catch (MetadataException e) {
                    refused(e);
                }
            }
        }
        if (!page.truncated() || page.entries().isEmpty()) {
            return Optional.empty();
        }
        UploadRecord last = page.entries().getLast();
        return Optional.of(new Position.InUploads(last.key(), last.id()));
    }
}
