package network.cairn.gateway.tls;

import java.nio.file.Path;

/// Where the certificate is that the gateway shows over TLS.
///
/// @param certificateFile PEM: the server's certificate, then any that lead from it to its authority
/// @param keyFile PEM: the private key of the first, not encrypted
public record CertificateFiles(Path certificateFile, Path keyFile) {}
