package network.cairn.gateway.configuration;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// What can happen to an object that S3 tells of.
public enum EventType {
    OBJECT_CREATED_PUT("s3:ObjectCreated:Put", Telling.CONTENT),
    OBJECT_CREATED_POST("s3:ObjectCreated:Post", Telling.CONTENT),
    OBJECT_CREATED_COPY("s3:ObjectCreated:Copy", Telling.CONTENT),
    OBJECT_CREATED_COMPLETE_MULTIPART_UPLOAD("s3:ObjectCreated:CompleteMultipartUpload", Telling.CONTENT),
    OBJECT_REMOVED_DELETE("s3:ObjectRemoved:Delete", Telling.REMOVAL),
    OBJECT_REMOVED_DELETE_MARKER_CREATED("s3:ObjectRemoved:DeleteMarkerCreated", Telling.MARKER),
    OBJECT_RESTORE_POST("s3:ObjectRestore:Post", Telling.CONTENT),
    OBJECT_RESTORE_COMPLETED("s3:ObjectRestore:Completed", Telling.CONTENT),
    OBJECT_RESTORE_DELETE("s3:ObjectRestore:Delete", Telling.CHANGE),
    REDUCED_REDUNDANCY_LOST_OBJECT("s3:ReducedRedundancyLostObject", Telling.REMOVAL),
    REPLICATION_FAILED("s3:Replication:OperationFailedReplication", Telling.REPLICATION),
    REPLICATION_MISSED_THRESHOLD("s3:Replication:OperationMissedThreshold", Telling.REPLICATION),
    REPLICATION_AFTER_THRESHOLD("s3:Replication:OperationReplicatedAfterThreshold", Telling.REPLICATION),
    REPLICATION_NOT_TRACKED("s3:Replication:OperationNotTracked", Telling.REPLICATION),
    LIFECYCLE_EXPIRATION_DELETE("s3:LifecycleExpiration:Delete", Telling.EXPIRATION),
    LIFECYCLE_EXPIRATION_DELETE_MARKER_CREATED("s3:LifecycleExpiration:DeleteMarkerCreated", Telling.EXPIRATION),
    LIFECYCLE_TRANSITION("s3:LifecycleTransition", Telling.CHANGE),
    INTELLIGENT_TIERING("s3:IntelligentTiering", Telling.CHANGE),
    OBJECT_TAGGING_PUT("s3:ObjectTagging:Put", Telling.CHANGE),
    OBJECT_TAGGING_DELETE("s3:ObjectTagging:Delete", Telling.CHANGE),
    OBJECT_ACL_PUT("s3:ObjectAcl:Put", Telling.CHANGE);

    /// What S3 tells of the object, and the version of the event's structure.
    private enum Telling {
        CONTENT("2.1", true, true, true),
        REMOVAL("2.1", false, false, true),
        MARKER("2.1", false, true, true),
        EXPIRATION("2.3", false, true, true),
        CHANGE("2.3", false, true, false),
        REPLICATION("2.2", true, true, true);

        private final String version;
        private final boolean size;
        private final boolean etag;
        private final boolean sequencer;

        Telling(String version, boolean size, boolean etag, boolean sequencer) {
            this.version = version;
            this.size = size;
            this.etag = etag;
            this.sequencer = sequencer;
        }
    }

    private static final Set<String> PATTERNS = patterns();

    private final String s3Name;
    private final Telling telling;

    EventType(String s3Name, Telling telling) {
        this.s3Name = s3Name;
        this.telling = telling;
    }

    /// S3's name of it in configurations; events leave out the `s3:`.
    public String s3Name() {
        return s3Name;
    }

    String version() {
        return telling.version;
    }

    boolean tellsSize() {
        return telling.size;
    }

    boolean tellsEtag() {
        return telling.etag;
    }

    boolean tellsSequencer() {
        return telling.sequencer;
    }

    /// Whether a configuration may ask for it: an event's name, or one with `*` in place of what follows
    /// the last colon.
    static boolean isPattern(String name) {
        return PATTERNS.contains(name);
    }

    boolean matches(String pattern) {
        return includes(pattern, s3Name);
    }

    /// Whether two patterns can mean the same event.
    static boolean overlap(String one, String other) {
        return includes(one, other) || includes(other, one);
    }

    private static boolean includes(String pattern, String name) {
        return pattern.equals(name)
                || (pattern.endsWith(":*") && name.startsWith(pattern.substring(0, pattern.length() - 1)));
    }

    private static Set<String> patterns() {
        Set<String> patterns = new HashSet<>();
        Arrays.stream(values()).map(EventType::s3Name).forEach(name -> {
            patterns.add(name);
            int last = name.lastIndexOf(':');
            // An ACL event has no wildcard in S3.
            if (last > name.indexOf(':') && !name.equals("s3:ObjectAcl:Put")) {
                patterns.add(name.substring(0, last) + ":*");
            }
        });
        return patterns;
    }
}
