package network.cairn.gateway.identity;

/// Something that has a name and an id within its tenant.
public interface Registered {
    Registration registration();

    default String name() {
        return registration().name();
    }

    default String id() {
        return registration().id();
    }
}
