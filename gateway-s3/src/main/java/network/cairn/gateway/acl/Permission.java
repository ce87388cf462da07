package network.cairn.gateway.acl;

import org.jspecify.annotations.Nullable;

/// What a grant gives. On an object, `WRITE` gives nothing.
public enum Permission {
    READ,
    WRITE,
    READ_ACP,
    WRITE_ACP,
    FULL_CONTROL;

    /// Whether whoever has this has the other too.
    public boolean covers(Permission other) {
        return this == other || this == FULL_CONTROL;
    }

    /// The permission of that name, or null.
    static @Nullable Permission named(String name) {
        for (Permission permission : values()) {
            if (permission.name().equals(name)) {
                return permission;
            }
        }
        return null;
    }
}
