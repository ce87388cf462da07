package network.cairn.gateway.policy;

/// What a statement does to the requests it is about.
enum Effect {
    ALLOW,
    DENY
}
