package network.cairn.deploy.local;

import java.nio.file.Files;
import java.nio.file.Path;
import network.cairn.deploy.genesis.GenesisFiles;
import network.cairn.gateway.tls.CertificateFiles;

/// The files of a local network, all under one folder.
///
/// @param root the folder, absolute
public record NetworkFolder(Path root) {
    public NetworkFolder {
        root = root.toAbsolutePath().normalize();
    }

    /// Whether a network has been made here.
    public boolean exists() {
        return Files.isRegularFile(nodesFile());
    }

    public Path nodesFile() {
        return root.resolve("nodes.yaml");
    }

    public Path passphraseFile() {
        return root.resolve("passphrase");
    }

    /// Shell lines with the S3 endpoint and credentials.
    public Path environmentFile() {
        return root.resolve("s3.env");
    }

    /// Shell lines with the operator's API and a key for it.
    public Path operatorFile() {
        return root.resolve("operator.env");
    }

    Path lockFile() {
        return root.resolve("up.lock");
    }

    /// Number of a node: from 1.
    public Path nodeFolder(int number) {
        return root.resolve("nodes").resolve(Integer.toString(number));
    }

    public Path nodeConfig(int number) {
        return nodeFolder(number).resolve("node.yaml");
    }

    public Path gatewayFolder() {
        return root.resolve("gateway");
    }

    public Path gatewayConfig() {
        return gatewayFolder().resolve("gateway.yaml");
    }

    /// The certificate and key that the gateway shows over HTTPS.
    public CertificateFiles certificateFiles() {
        return new CertificateFiles(
                tlsFolder().resolve("gateway.pem"), tlsFolder().resolve("gateway.key"));
    }

    /// The certificate of the authority that clients trust for the gateway, in PEM.
    public Path authorityFile() {
        return tlsFolder().resolve("ca.pem");
    }

    Path tlsFolder() {
        return root.resolve("tls");
    }

    /// Everything of the network's chain; it is there whole or not at all.
    public Path chainFolder() {
        return root.resolve("chain");
    }

    public Path genesisFile() {
        return chainFolder().resolve(GenesisFiles.CANONICAL);
    }

    /// Where following the chain has come to; there once a command has followed it.
    public Path checkpointFile() {
        return chainFolder().resolve("checkpoint.bin");
    }

    /// Which chain it is and how it is reached, for nodes and gateways.
    public Path chainFile() {
        return chainFolder().resolve("chain.yaml");
    }

    /// The identity whose account has the network's money.
    public Path operatorKeystore() {
        return chainFolder().resolve("operator").resolve("keystore");
    }

    /// Number of a validator: from 1.
    public Path validatorFolder(int number) {
        return chainFolder().resolve("validators").resolve(Integer.toString(number));
    }

    public Path validatorConfig(int number) {
        return validatorFolder(number).resolve("validator.yaml");
    }

    public Path runFolder() {
        return root.resolve("run");
    }

    public Path logFolder() {
        return root.resolve("logs");
    }
}
