package network.cairn.gateway.identity;

/// A user of a tenant: a person or a program, with keys of its own and no rights but those that policies give.
public record User(Registration registration, Grants grants, Tags tags) implements Registered {
    public static final int NAME_CHARS_MAX = 64;

    public User with(Registration changed) {
        return new User(changed, grants, tags);
    }

    public User with(Grants changed) {
        return new User(registration, changed, tags);
    }

    public User with(Tags changed) {
        return new User(registration, grants, changed);
    }
}
