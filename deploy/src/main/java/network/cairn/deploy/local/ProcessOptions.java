package network.cairn.deploy.local;

/// How a local network is split into processes.
///
/// @param nodeHeap each node's largest heap, as `-Xmx` takes it
/// @param gatewayHeap the gateway's
/// @param validatorHeap each validator's
/// @param command the `cairn` command as the user types it, for the lines printed
public record ProcessOptions(String nodeHeap, String gatewayHeap, String validatorHeap, String command) {
    public static final String NODE_HEAP_DEFAULT = "128m";
    public static final String GATEWAY_HEAP_DEFAULT = "512m";
    public static final String VALIDATOR_HEAP_DEFAULT = "256m";
}
