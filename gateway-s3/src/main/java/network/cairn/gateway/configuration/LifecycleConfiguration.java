package network.cairn.gateway.configuration;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.gateway.configuration.LifecycleAction.Kind;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlWriter;

/// When a bucket's objects are deleted by themselves: S3's `LifecycleConfiguration`, and what it means for
/// a version or an upload.
///
/// Of several rules, the one that is due first acts; of those due at the same time, the one that stands
/// first. Whether a version is locked is not looked at here: who carries an action out leaves locked
/// versions alone.
///
/// @param rules each with an id of its own
public record LifecycleConfiguration(List<LifecycleRule> rules) {
    public LifecycleConfiguration {
        rules = List.copyOf(rules);
    }

    /// @throws S3Exception `InvalidArgument`, `InvalidRequest` or `MalformedXML`; `NotImplemented` for
    /// transitions
    public static LifecycleConfiguration read(byte[] xml) throws S3Exception {
        return new LifecycleConfiguration(new LifecycleReader().read(xml));
    }

    /// What will become of a version, if nothing changes: due now or some time.
    public Optional<LifecycleAction> next(VersionFacts version, LifecycleCalendar calendar) {
        return first(rules.stream()
                .filter(LifecycleRule::enabled)
                .filter(rule -> rule.filter().matches(version.key(), version.sizeBytes(), version.tags()))
                .flatMap(rule -> action(rule, version, calendar).stream()));
    }

    /// What is to be done to a version now.
    public Optional<LifecycleAction> due(VersionFacts version, LifecycleCalendar calendar, Instant now) {
        return next(version, calendar).filter(action -> action.isDue(now));
    }

    /// What will become of an upload that is not completed.
    public Optional<LifecycleAction> next(UploadFacts upload, LifecycleCalendar calendar) {
        return first(rules.stream()
                .filter(LifecycleRule::enabled)
                .filter(rule -> rule.filter().matches(upload.key(), 0, List.of()))
                .flatMap(rule -> Optional.ofNullable(rule.abortAfterDays())
                        .map(days -> new LifecycleAction(
                                Kind.ABORT_UPLOAD, rule.id(), calendar.after(upload.initiated(), days)))
                        .stream()));
    }

    /// What is to be done to an upload now.
    public Optional<LifecycleAction> due(UploadFacts upload, LifecycleCalendar calendar, Instant now) {
        return next(upload, calendar).filter(action -> action.isDue(now));
    }

    private static Optional<LifecycleAction> first(Stream<LifecycleAction> actions) {
        return actions.min(Comparator.comparing(LifecycleAction::due));
    }

    private static Optional<LifecycleAction> action(
            LifecycleRule rule, VersionFacts version, LifecycleCalendar calendar) {
        if (!version.latest()) {
            return noncurrent(rule, version, calendar);
        }
        LifecycleRule.Expiration expiration = rule.expiration();
        if (expiration == null) {
            return Optional.empty();
        }
        if (version.deleteMarker()) {
            return marker(expiration, version, calendar)
                    .map(due -> new LifecycleAction(Kind.REMOVE_DELETE_MARKER, rule.id(), due));
        }
        return current(expiration, version, calendar)
                .map(due -> new LifecycleAction(Kind.EXPIRE_CURRENT, rule.id(), due));
    }

    private static Optional<Instant> current(
            LifecycleRule.Expiration expiration, VersionFacts version, LifecycleCalendar calendar) {
        return switch (expiration) {
            case LifecycleRule.Expiration.AfterDays after ->
                Optional.of(calendar.after(version.lastModified(), after.days()));
            case LifecycleRule.Expiration.OnDate on -> Optional.of(on.date());
            case LifecycleRule.Expiration.OfDeleteMarkers of -> Optional.empty();
        };
    }

    /// A delete marker goes once nothing is beneath it: under a rule for delete markers at the first
    /// midnight, under one of days once it is that old.
    private static Optional<Instant> marker(
            LifecycleRule.Expiration expiration, VersionFacts version, LifecycleCalendar calendar) {
        if (!version.alone()) {
            return Optional.empty();
        }
        return switch (expiration) {
            case LifecycleRule.Expiration.AfterDays after ->
                Optional.of(calendar.after(version.lastModified(), after.days()));
            case LifecycleRule.Expiration.OnDate on -> Optional.empty();
            case LifecycleRule.Expiration.OfDeleteMarkers of ->
                of.enabled() ? Optional.of(calendar.after(version.lastModified(), 0)) : Optional.empty();
        };
    }

    private static Optional<LifecycleAction> noncurrent(
            LifecycleRule rule, VersionFacts version, LifecycleCalendar calendar) {
        LifecycleRule.NoncurrentExpiration expiration = rule.noncurrentExpiration();
        Instant since = version.noncurrentSince();
        if (expiration == null || since == null) {
            return Optional.empty();
        }
        Integer kept = expiration.newerVersionsKept();
        if (kept != null && version.newerNoncurrentVersions() < kept) {
            return Optional.empty();
        }
        return Optional.of(
                new LifecycleAction(Kind.DELETE_NONCURRENT, rule.id(), calendar.after(since, expiration.days())));
    }

    public byte[] toXml() {
        var xml = new XmlWriter("LifecycleConfiguration");
        rules.forEach(rule -> rule.write(xml));
        return xml.toBytes();
    }
}
