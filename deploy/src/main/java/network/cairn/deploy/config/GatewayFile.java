package network.cairn.deploy.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.client.deal.DealTerms;
import network.cairn.client.egress.EgressBudget;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.gateway.DealSettings;
import network.cairn.gateway.GatewayConfig;
import network.cairn.gateway.admin.http.AdminAddress;
import network.cairn.gateway.http.HttpsConfig;
import network.cairn.gateway.kms.KeyServiceSettings;
import network.cairn.gateway.kms.KeyServiceSettings.Vault;
import network.cairn.gateway.metadata.PostgresSettings;
import network.cairn.gateway.pack.PackSettings;
import network.cairn.gateway.policy.ObjectOwnership;
import network.cairn.gateway.tls.CertificateFiles;

/// A gateway's configuration file; `deploy/config/gateway.yaml` explains every key.
///
/// @param file where it was read
/// @param nodesFile the list of storage nodes
/// @param keystore of the gateway's identity and master key
/// @param process what it leaves on this machine beside its data
public record GatewayFile(
        Path file, GatewayConfig gateway, Path nodesFile, KeystoreSettings keystore, ProcessSettings process) {
    /// Where the operator's API listens if nothing else is said: on this machine alone.
    public static final String ADMIN_HOST_DEFAULT = "127.0.0.1";

    public static final String ENVIRONMENT_PREFIX = "CAIRN_GATEWAY_";

    /// The tenant of keys for which nobody names another.
    public static final String TENANT_DEFAULT = "main";

    /// @throws CommandFailure with `CONFIG`: one line naming file, key and value
    public static GatewayFile read(Path file, Map<String, String> environment) throws CommandFailure {
        return bind(ConfigDocument.read(file, ENVIRONMENT_PREFIX, environment));
    }

    static GatewayFile bind(ConfigDocument document) throws CommandFailure {
        KeystoreSettings keystore = KeystoreSettings.read(document);
        ProcessSettings process = ProcessSettings.read(document);
        Path nodesFile = document.required("nodesFile", ConfigType.path());
        ConfigType<Integer> count = ConfigType.integer(1, Integer.MAX_VALUE);
        ConfigType<Duration> time = ConfigType.duration(Duration.ZERO, Duration.ofDays(30));
        Scheme scheme = document.required("scheme", ConfigType.scheme());
        try {
            var gateway = new GatewayConfig(
                    document.optional("host", ConfigType.text(), ADMIN_HOST_DEFAULT),
                    document.required("port", ConfigType.integer(0, 65535)),
                    document.optional("region", ConfigType.text(), GatewayConfig.REGION_DEFAULT),
                    document.optional("baseDomains", ConfigType.listOf(ConfigType.text()), List.of()),
                    document.required("dataFolder", ConfigType.path()),
                    scheme,
                    document.optional("requestsMax", count, GatewayConfig.REQUESTS_MAX_DEFAULT),
                    document.optional(
                            "bufferBytesMax",
                            ConfigType.number(1, Long.MAX_VALUE),
                            GatewayConfig.bufferBytesMaxDefault(scheme)),
                    document.optional("readerGracePeriod", time, GatewayConfig.READER_GRACE_PERIOD_DEFAULT),
                    document.optional("strayGracePeriod", time, GatewayConfig.STRAY_GRACE_PERIOD_DEFAULT),
                    document.optional("releasesMax", count, GatewayConfig.RELEASES_MAX_DEFAULT),
                    document.optional("stopTimeout", time, GatewayConfig.STOP_TIMEOUT_DEFAULT),
                    document.optional(
                            "objectOwnership",
                            ConfigType.named(List.of(ObjectOwnership.values()), ObjectOwnership::s3Name),
                            GatewayConfig.OBJECT_OWNERSHIP_DEFAULT),
                    packs(document),
                    https(document),
                    database(document),
                    BackgroundSection.read(document),
                    deals(document),
                    keyService(document),
                    admin(document));
            document.rejectUnknown();
            return new GatewayFile(document.file(), gateway, nodesFile, keystore, process);
        } catch (IllegalArgumentException e) {
            throw document.failure(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<PostgresSettings> database(ConfigDocument document) throws CommandFailure {
        Optional<String> url =
                document.optional("metadataUrl", ConfigType.text().orNone(), Optional.empty());
        Optional<String> user =
                document.optional("metadataUser", ConfigType.text().orNone(), Optional.empty());
        Optional<Path> passwordFile =
                document.optional("metadataPasswordFile", ConfigType.path().orNone(), Optional.empty());
        int connectionsMax = document.optional(
                "metadataConnectionsMax",
                ConfigType.integer(PostgresSettings.CONNECTIONS_MIN, PostgresSettings.CONNECTIONS_MAX),
                PostgresSettings.CONNECTIONS_MAX_DEFAULT);
        ConfigType<Duration> timeout = ConfigType.duration(PostgresSettings.TIMEOUT_MIN, PostgresSettings.TIMEOUT_MAX);
        Duration connectTimeout =
                document.optional("metadataConnectTimeout", timeout, PostgresSettings.CONNECT_TIMEOUT_DEFAULT);
        Duration statementTimeout =
                document.optional("metadataStatementTimeout", timeout, PostgresSettings.STATEMENT_TIMEOUT_DEFAULT);
        Duration writerTimeout =
                document.optional("metadataWriterTimeout", timeout, PostgresSettings.WRITER_TIMEOUT_DEFAULT);
        if (url.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> password = Optional.empty();
        if (passwordFile.isPresent()) {
            password = Optional.of(SecretFile.read(passwordFile.get(), "password"));
        }
        return Optional.of(new PostgresSettings(
                url.get(), user, password, connectionsMax, connectTimeout, statementTimeout, writerTimeout));
    }

    private static PackSettings packs(ConfigDocument document) throws CommandFailure {
        PackSettings or = PackSettings.DEFAULT;
        ConfigType<Long> bytes = ConfigType.number(0, Long.MAX_VALUE);
        ConfigType<Duration> time = ConfigType.duration(Duration.ZERO, Duration.ofSeconds(5));
        return new PackSettings(
                document.optional("packedObjectBytesMax", bytes, or.objectBytesMax()),
                document.optional("packBytesMax", bytes, or.packBytesMax()),
                document.optional("packBufferBytesMax", bytes, or.bufferBytesMax()),
                document.optional("packOpenTime", time, or.openTime()),
                document.optional("packOpenTimeMax", time, or.openTimeMax()));
    }

    private static Optional<HttpsConfig> https(ConfigDocument document) throws CommandFailure {
        var none = Optional.<Path>empty();
        Optional<Integer> port =
                document.optional("httpsPort", ConfigType.integer(0, 65535).orNone(), Optional.empty());
        Optional<Path> certificate =
                document.optional("certificateFile", ConfigType.path().orNone(), none);
        Optional<Path> key =
                document.optional("certificateKeyFile", ConfigType.path().orNone(), none);
        if (port.isPresent() != certificate.isPresent() || port.isPresent() != key.isPresent()) {
            throw document.failure(
                    "httpsPort, certificateFile and certificateKeyFile are given together or not at all");
        }
        return port.map(number -> new HttpsConfig(number, new CertificateFiles(certificate.get(), key.get())));
    }

    private static Optional<AdminAddress> admin(ConfigDocument document) throws CommandFailure {
        Optional<Integer> port =
                document.optional("adminPort", ConfigType.integer(0, 65535).orNone(), Optional.empty());
        String host = document.optional("adminHost", ConfigType.text(), "127.0.0.1");
        return port.map(number -> new AdminAddress(host, number));
    }

    private static Optional<DealSettings> deals(ConfigDocument document) throws CommandFailure {
        Optional<Path> chainFile =
                document.optional("chainFile", ConfigType.path().orNone(), Optional.empty());
        DealTerms or = DealTerms.DEFAULT;
        var terms = new DealTerms(
                document.optional("pricePerGibMonthMax", ConfigType.credits(), or.pricePerGibMonthMax()),
                document.optional("dealFirstEscrow", ConfigType.credits(), or.firstEscrow()),
                document.optional("dealReservePercent", ConfigType.integer(1, 1000), or.escrowReservePercent()),
                or.batchDelay(),
                or.retryDelay());
        EgressBudget egress = EgressBudget.DEFAULT;
        var budget = new EgressBudget(
                document.optional("egressPricePerGibMax", ConfigType.credits(), egress.pricePerGibMax()),
                document.optional("channelBytes", ConfigType.number(1, Long.MAX_VALUE), egress.channelBytes()),
                document.optional("channelReserveBytes", ConfigType.number(0, Long.MAX_VALUE), egress.reserveBytes()),
                document.optional(
                        "channelTime",
                        ConfigType.duration(Duration.ofHours(2), Duration.ofDays(365)),
                        egress.channelTime()));
        return chainFile.isEmpty()
                ? Optional.empty()
                : Optional.of(new DealSettings(ChainFile.read(chainFile.get()), terms, budget));
    }

    private enum KeyServiceKind {
        LOCAL,
        VAULT
    }

    private static KeyServiceSettings keyService(ConfigDocument document) throws CommandFailure {
        KeyServiceKind kind =
                document.optional("keyServiceKind", ConfigType.oneOf(KeyServiceKind.class), KeyServiceKind.LOCAL);
        Optional<URI> url = document.optional("keyServiceUrl", ConfigType.url().orNone(), Optional.empty());
        Optional<Path> tokenFile =
                document.optional("keyServiceTokenFile", ConfigType.path().orNone(), Optional.empty());
        String mount = document.optional("keyServiceMount", ConfigType.text(), Vault.MOUNT_DEFAULT);
        Optional<Path> caFile =
                document.optional("keyServiceCaFile", ConfigType.path().orNone(), Optional.empty());
        Duration timeout = document.optional(
                "keyServiceTimeout",
                ConfigType.duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
                Vault.TIMEOUT_DEFAULT);
        if (kind == KeyServiceKind.LOCAL) {
            return new KeyServiceSettings.Local();
        }
        if (url.isEmpty() || tokenFile.isEmpty()) {
            throw document.failure((url.isEmpty() ? "keyServiceUrl" : "keyServiceTokenFile")
                    + ": missing; it must be given where keyServiceKind is vault");
        }
        return new Vault(url.get(), tokenFile.get(), mount, caFile, timeout);
    }

    /// The nodes of the list, enough of them for the scheme.
    public List<NodeEndpoint> nodes() throws CommandFailure {
        List<NodeEndpoint> nodes = NodesFile.read(nodesFile);
        if (nodes.size() < gateway.scheme().total()) {
            throw new CommandFailure(
                    network.cairn.deploy.exit.Exit.CONFIG,
                    file + ": scheme: " + gateway.scheme() + ": puts pieces on "
                            + gateway.scheme().total() + " nodes, but " + nodesFile + " lists " + nodes.size());
        }
        return nodes;
    }
}
