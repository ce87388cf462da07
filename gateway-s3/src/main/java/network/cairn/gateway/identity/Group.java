package network.cairn.gateway.identity;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Users who have policies in common.
///
/// @param memberIds ids of users
public record Group(Registration registration, Grants grants, SortedSet<String> memberIds) implements Registered {
    public static final int NAME_CHARS_MAX = 128;

    public Group {
        memberIds = Collections.unmodifiableSortedSet(new TreeSet<>(memberIds));
    }

    public Group with(Registration changed) {
        return new Group(changed, grants, memberIds);
    }

    public Group with(Grants changed) {
        return new Group(registration, changed, memberIds);
    }

    Group withMembers(Set<String> ids) {
        return new Group(registration, grants, new TreeSet<>(ids));
    }
}
