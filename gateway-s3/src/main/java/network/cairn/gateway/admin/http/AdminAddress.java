package network.cairn.gateway.admin.http;

/// Where the operator's API listens.
///
/// @param port 0 for any that is free
public record AdminAddress(String host, int port) {
    public AdminAddress {
        if (host.isBlank()) {
            throw new IllegalArgumentException("adminHost is an address to listen on, such as 127.0.0.1");
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("adminPort is " + port + ", it must be from 0 to 65535");
        }
    }
}
