package network.cairn.gateway.configuration;

import java.time.Instant;
import network.cairn.gateway.xml.XmlWriter;
import org.jspecify.annotations.Nullable;

/// A rule of a bucket's lifecycle configuration.
///
/// @param enabled a rule that is not takes no action
/// @param expiration what becomes of current versions, or null
/// @param noncurrentExpiration what becomes of versions that have been replaced, or null
/// @param abortAfterDays days from when an upload was begun to when it is aborted if it is not complete, or
/// null
public record LifecycleRule(
        String id,
        boolean enabled,
        LifecycleFilter filter,
        @Nullable Expiration expiration,
        @Nullable NoncurrentExpiration noncurrentExpiration,
        @Nullable Integer abortAfterDays) {
    /// What becomes of current versions.
    public sealed interface Expiration {
        /// They expire so many days after they were made, at least 1.
        record AfterDays(int days) implements Expiration {}

        /// They expire at a midnight, and those made later at once.
        record OnDate(Instant date) implements Expiration {}

        /// They stay; only a delete marker that nothing is left beneath is removed, if at all.
        record OfDeleteMarkers(boolean enabled) implements Expiration {}
    }

    /// Versions that have been replaced are deleted.
    ///
    /// @param days days from when they were replaced, at least 1
    /// @param newerVersionsKept how many of the newest of them are kept however old they are, or null for
    /// none
    public record NoncurrentExpiration(int days, @Nullable Integer newerVersionsKept) {}

    LifecycleRule withId(String other) {
        return new LifecycleRule(other, enabled, filter, expiration, noncurrentExpiration, abortAfterDays);
    }

    boolean hasAction() {
        return expiration != null || noncurrentExpiration != null || abortAfterDays != null;
    }

    void write(XmlWriter xml) {
        xml.open("Rule").element("ID", id);
        filter.write(xml);
        xml.element("Status", enabled ? "Enabled" : "Disabled");
        if (expiration != null) {
            xml.open("Expiration");
            switch (expiration) {
                case Expiration.AfterDays after -> xml.element("Days", after.days());
                case Expiration.OnDate on -> xml.element("Date", Timestamps.iso(on.date()));
                case Expiration.OfDeleteMarkers of -> xml.element("ExpiredObjectDeleteMarker", of.enabled());
            }
            xml.close();
        }
        if (noncurrentExpiration != null) {
            xml.open("NoncurrentVersionExpiration").element("NoncurrentDays", noncurrentExpiration.days());
            if (noncurrentExpiration.newerVersionsKept() != null) {
                xml.element("NewerNoncurrentVersions", noncurrentExpiration.newerVersionsKept());
            }
            xml.close();
        }
        if (abortAfterDays != null) {
            xml.open("AbortIncompleteMultipartUpload")
                    .element("DaysAfterInitiation", abortAfterDays)
                    .close();
        }
        xml.close();
    }
}
