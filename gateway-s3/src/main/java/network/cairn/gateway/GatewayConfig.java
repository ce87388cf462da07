package network.cairn.gateway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import network.cairn.client.download.DownloadOptions;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.upload.UploadOptions;
import network.cairn.gateway.admin.http.AdminAddress;
import network.cairn.gateway.http.HttpsConfig;
import network.cairn.gateway.kms.KeyServiceSettings;
import network.cairn.gateway.metadata.PostgresSettings;
import network.cairn.gateway.pack.PackSettings;
import network.cairn.gateway.policy.ObjectOwnership;
import network.cairn.gateway.website.WebsiteSettings;

/// What an operator decides about a gateway.
///
/// @param host the address to listen on
/// @param port the port to listen on; 0 for any that is free
/// @param region the one region requests are signed for, such as `us-east-1`
/// @param baseDomains host names below which a further label names a bucket (virtual-host style), such as
///     `s3.example.org`; empty for path style only
/// @param dataFolder where the metadata and the access keys are kept
/// @param scheme how new segments are coded
/// @param requestsMax requests served at once; more are told to slow down
/// @param bufferBytesMax memory for bytes on their way between clients and nodes, all requests together
/// @param readerGracePeriod how long the bytes of a replaced or deleted object are kept for reads under way
/// @param strayGracePeriod how long after a failed upload its pieces are released
/// @param releasesMax pieces being deleted from nodes at once
/// @param stopTimeout how long requests under way may take to finish when the gateway stops
/// @param objectOwnership whose new objects are in buckets whose owners said nothing
/// @param packs how small objects are stored together
/// @param https its second listener, for HTTPS; empty for none
/// @param database where the metadata are, shared with other gateways; empty for LevelDB in the data folder
/// @param background what it does beside serving requests
/// @param deals what it does on a chain; empty for a gateway whose nodes store for it without one
/// @param keyService which keeps the keys of SSE-KMS
/// @param admin where the operator's API listens; empty for nowhere
public record GatewayConfig(
        String host,
        int port,
        String region,
        List<String> baseDomains,
        Path dataFolder,
        Scheme scheme,
        int requestsMax,
        long bufferBytesMax,
        Duration readerGracePeriod,
        Duration strayGracePeriod,
        int releasesMax,
        Duration stopTimeout,
        ObjectOwnership objectOwnership,
        PackSettings packs,
        Optional<HttpsConfig> https,
        Optional<PostgresSettings> database,
        BackgroundSettings background,
        Optional<DealSettings> deals,
        KeyServiceSettings keyService,
        Optional<AdminAddress> admin) {
    public static final String REGION_DEFAULT = "us-east-1";
    public static final int REQUESTS_MAX_DEFAULT = 256;
    public static final Duration READER_GRACE_PERIOD_DEFAULT = Duration.ofHours(1);
    public static final Duration STRAY_GRACE_PERIOD_DEFAULT = Duration.ofMinutes(2);
    public static final int RELEASES_MAX_DEFAULT = 32;
    public static final Duration STOP_TIMEOUT_DEFAULT = Duration.ofSeconds(30);

    public static final ObjectOwnership OBJECT_OWNERSHIP_DEFAULT = ObjectOwnership.OBJECT_WRITER;

    private static final Pattern REGION = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final long BUFFER_BYTES_MIN = 16L << 20;
    private static final long BUFFER_BYTES_MAX_DEFAULT = 96L << 20;

    public GatewayConfig {
        baseDomains = List.copyOf(baseDomains);
        require(!host.isBlank(), "host", host, "an address to listen on, such as 127.0.0.1");
        require(port >= 0 && port <= 65535, "port", port, "0 to 65535");
        require(REGION.matcher(region).matches(), "region", region, "1 to 63 of a-z, 0-9 and -");
        for (String domain : baseDomains) {
            require(DOMAIN.matcher(domain).matches(), "baseDomains", domain, "lower-case host names");
        }
        require(requestsMax >= 1 && requestsMax <= 100_000, "requestsMax", requestsMax, "1 to 100000");
        require(
                bufferBytesMax >= bufferBytesMin(scheme),
                "bufferBytesMax",
                bufferBytesMax,
                "at least " + bufferBytesMin(scheme) + " bytes for scheme " + scheme);
        require(!readerGracePeriod.isNegative(), "readerGracePeriod", readerGracePeriod, "not negative");
        require(!strayGracePeriod.isNegative(), "strayGracePeriod", strayGracePeriod, "not negative");
        require(releasesMax >= 1 && releasesMax <= 10_000, "releasesMax", releasesMax, "1 to 10000");
        require(!stopTimeout.isNegative(), "stopTimeout", stopTimeout, "not negative");
        int httpsPort = https.map(HttpsConfig::port).orElse(0);
        require(httpsPort == 0 || httpsPort != port, "httpsPort", httpsPort, "another than port");
        int websitePort = background.website().map(WebsiteSettings::port).orElse(0);
        require(
                websitePort == 0 || (websitePort != port && websitePort != httpsPort),
                "websitePort",
                websitePort,
                "another than port and httpsPort");
    }

    /// A gateway with the default limits.
    public static GatewayConfig of(String host, int port, Path dataFolder, Scheme scheme) {
        return new GatewayConfig(
                host,
                port,
                REGION_DEFAULT,
                List.of(),
                dataFolder,
                scheme,
                REQUESTS_MAX_DEFAULT,
                bufferBytesMaxDefault(scheme),
                READER_GRACE_PERIOD_DEFAULT,
                STRAY_GRACE_PERIOD_DEFAULT,
                RELEASES_MAX_DEFAULT,
                STOP_TIMEOUT_DEFAULT,
                OBJECT_OWNERSHIP_DEFAULT,
                PackSettings.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                BackgroundSettings.DEFAULT,
                Optional.empty(),
                new KeyServiceSettings.Local(),
                Optional.empty());
    }

    /// The same with another key service.
    public GatewayConfig withKeyService(KeyServiceSettings newKeyService) {
        return with(database, newKeyService, admin);
    }

    /// The same with its metadata in a database.
    public GatewayConfig withDatabase(PostgresSettings newDatabase) {
        return with(Optional.of(newDatabase), keyService, admin);
    }

    /// The same with the operator's API listening there.
    public GatewayConfig withAdmin(AdminAddress newAdmin) {
        return with(database, keyService, Optional.of(newAdmin));
    }

    private GatewayConfig with(
            Optional<PostgresSettings> newDatabase, KeyServiceSettings newKeyService, Optional<AdminAddress> newAdmin) {
        return new GatewayConfig(
                host,
                port,
                region,
                baseDomains,
                dataFolder,
                scheme,
                requestsMax,
                bufferBytesMax,
                readerGracePeriod,
                strayGracePeriod,
                releasesMax,
                stopTimeout,
                objectOwnership,
                packs,
                https,
                newDatabase,
                background,
                deals,
                newKeyService,
                newAdmin);
    }

    /// The default of `bufferBytesMax`: 96 MiB, or what a wide scheme needs at least.
    public static long bufferBytesMaxDefault(Scheme scheme) {
        return Math.max(BUFFER_BYTES_MAX_DEFAULT, bufferBytesMin(scheme));
    }

    /// Half of the buffers is for downloads, and must hold one stripe.
    private static long bufferBytesMin(Scheme scheme) {
        long stripeBytes = DownloadOptions.stripeBytes(scheme, UploadOptions.DEFAULT.shareBytesMax());
        return Math.max(BUFFER_BYTES_MIN, 2 * stripeBytes);
    }

    /// Where the access keys are kept.
    public Path accessKeyFile() {
        return dataFolder.resolve("access-keys");
    }

    /// Where the gateway's own key service keeps its keys.
    public Path keyRingFile() {
        return dataFolder.resolve("key-ring");
    }

    /// Where the metadata are kept, unless they are in a database.
    public Path metadataFolder() {
        return dataFolder.resolve("metadata");
    }

    /// Where the deals are kept.
    public Path dealsFolder() {
        return dataFolder.resolve("deals");
    }

    private static void require(boolean holds, String name, Object value, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException("gateway " + name + " must be " + wanted + ", not \"" + value + "\"");
        }
    }
}
