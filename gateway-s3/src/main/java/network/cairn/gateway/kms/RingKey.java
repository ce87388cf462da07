package network.cairn.gateway.kms;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A key of the ring. Immutable.
///
/// @param enabled whether it may be used while it is not to be deleted
/// @param deletionAt when it goes, if it is to go
/// @param versions oldest first, at least one
record RingKey(String id, boolean enabled, Optional<Instant> deletionAt, List<KeyVersion> versions) {
    /// The most versions of a key: more than one a day for two years.
    static final int VERSIONS_MAX = 1000;

    RingKey {
        versions = List.copyOf(versions);
        if (!KeyArn.isId(id)) {
            throw new IllegalArgumentException("\"" + id + "\" is no key's id");
        }
        if (versions.isEmpty() || versions.size() > VERSIONS_MAX) {
            throw new IllegalArgumentException(
                    "key " + id + " has " + versions.size() + " versions, not 1 to " + VERSIONS_MAX);
        }
        for (int i = 0; i < versions.size(); i++) {
            if (versions.get(i).number() != i + 1) {
                throw new IllegalArgumentException("key " + id + " lacks version " + (i + 1));
            }
        }
    }

    KeyState state() {
        if (deletionAt.isPresent()) {
            return KeyState.PENDING_DELETION;
        }
        return enabled ? KeyState.ENABLED : KeyState.DISABLED;
    }

    /// Whether its time has come: from then on it is as if it were not there.
    boolean isGone(Instant now) {
        return deletionAt.isPresent() && !now.isBefore(deletionAt.get());
    }

    KeyVersion newest() {
        return versions.getLast();
    }

    Optional<KeyVersion> version(int number) {
        return number >= 1 && number <= versions.size() ? Optional.of(versions.get(number - 1)) : Optional.empty();
    }

    RingKey withEnabled(boolean nowEnabled) {
        return new RingKey(id, nowEnabled, deletionAt, versions);
    }

    RingKey withDeletionAt(Optional<Instant> time) {
        return new RingKey(id, enabled, time, versions);
    }

    RingKey withNewest(KeyVersion version) {
        var more = new ArrayList<>(versions);
        more.add(version);
        return new RingKey(id, enabled, deletionAt, more);
    }
}
