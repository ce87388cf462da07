package network.cairn.gateway.acl;

import org.jspecify.annotations.Nullable;

/// Whom a grant is for.
public sealed interface Grantee {
    /// One tenant.
    record User(CanonicalUser user) implements Grantee {}

    /// Many at once.
    enum Group implements Grantee {
        /// Everybody, with or without a signature.
        ALL_USERS("http://acs.amazonaws.com/groups/global/AllUsers"),
        /// Everybody who signs, of whatever tenant.
        AUTHENTICATED_USERS("http://acs.amazonaws.com/groups/global/AuthenticatedUsers"),
        /// Whoever writes access logs.
        LOG_DELIVERY("http://acs.amazonaws.com/groups/s3/LogDelivery");

        private final String uri;

        Group(String uri) {
            this.uri = uri;
        }

        /// S3's name of the group.
        public String uri() {
            return uri;
        }

        /// Whether a grant to the group is public in the sense of the public access block.
        public boolean isPublic() {
            return this != LOG_DELIVERY;
        }

        static @Nullable Group of(String uri) {
            for (Group group : values()) {
                if (group.uri.equals(uri)) {
                    return group;
                }
            }
            return null;
        }
    }

    static Grantee of(CanonicalUser user) {
        return new User(user);
    }
}
