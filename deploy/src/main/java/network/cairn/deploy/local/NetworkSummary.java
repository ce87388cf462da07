package network.cairn.deploy.local;

import java.nio.file.Path;
import java.util.Optional;
import network.cairn.client.erasure.Scheme;

/// How to reach a running local network.
///
/// @param endpoint of its S3 gateway, a URL
/// @param https how to reach it by HTTPS; empty in a network made without
/// @param admin how to reach the operator's API; empty in a network made without
/// @param environmentFile shell lines with all of this
/// @param chain how to reach its chain
public record NetworkSummary(
        Path folder,
        int nodes,
        Scheme scheme,
        String endpoint,
        Optional<Https> https,
        Optional<Admin> admin,
        String accessKeyId,
        String secretAccessKey,
        String region,
        Path environmentFile,
        ChainSummary chain) {
    /// How to reach a gateway by HTTPS.
    ///
    /// @param endpoint a URL
    /// @param authorityFile the certificate, in PEM, that clients are told to trust: what `AWS_CA_BUNDLE` names
    public record Https(String endpoint, Path authorityFile) {}

    /// How an operator reaches a gateway.
    ///
    /// @param endpoint a URL
    /// @param operatorFile shell lines with it and an operator's key
    public record Admin(String endpoint, Path operatorFile) {}

    /// How to reach a local network's chain.
    ///
    /// @param endpoint of its first validator's RPC, a URL
    /// @param operator whose account has its money
    public record ChainSummary(int validators, String endpoint, String operator) {}

    /// Leaves the secret out.
    @Override
    public String toString() {
        return "NetworkSummary[" + folder + ", " + nodes + " nodes, " + scheme + ", " + endpoint + ", " + accessKeyId
                + "]";
    }
}
