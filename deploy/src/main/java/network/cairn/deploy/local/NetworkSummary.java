package network.cairn.deploy.local;

import java.nio.file.Path;
import network.cairn.client.erasure.Scheme;

/// How to reach a running local network.
///
/// @param endpoint of its S3 gateway, a URL
/// @param environmentFile shell lines with all of this
public record NetworkSummary(
        Path folder,
        int nodes,
        Scheme scheme,
        String endpoint,
        String accessKeyId,
        String secretAccessKey,
        String region,
        Path environmentFile) {
    /// Leaves the secret out.
    @Override
    public String toString() {
        return "NetworkSummary[" + folder + ", " + nodes + " nodes, " + scheme + ", " + endpoint + ", " + accessKeyId
                + "]";
    }
}
