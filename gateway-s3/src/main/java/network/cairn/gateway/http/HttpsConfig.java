package network.cairn.gateway.http;

import network.cairn.gateway.tls.CertificateFiles;

/// The door's second listener, for HTTPS.
///
/// @param port 0 for any free one
/// @param certificate looked at again while the door is open, so that a renewed one is taken without a restart
public record HttpsConfig(int port, CertificateFiles certificate) {
    public HttpsConfig {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("httpsPort is " + port + ", it must be from 0 to 65535");
        }
    }
}
