package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// Where an actor listens: a host name or address literal, and a TCP port.
///
/// @param host 1 to 253 printable ASCII characters without blanks
/// @param port 1 .. 65535
public record Endpoint(String host, int port) {
    public static final int HOST_BYTES_MAX = 253;

    public Endpoint {
        if (host.isEmpty() || host.length() > HOST_BYTES_MAX || !host.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new IllegalArgumentException(
                    "a host is 1 to " + HOST_BYTES_MAX + " printable ASCII characters without blanks");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is in 1 .. 65535, not " + port);
        }
    }

    void write(CanonicalWriter writer) {
        writer.text(host).u16(port);
    }

    static Endpoint read(CanonicalReader reader, String field) throws CodecException {
        String host = reader.text(HOST_BYTES_MAX, field + " host");
        int port = reader.u16(field + " port");
        return LedgerDomain.checked(field, () -> new Endpoint(host, port));
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
