package network.cairn.gateway;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import network.cairn.client.CairnClient;
import network.cairn.client.ClientOptions;
import network.cairn.client.account.LedgerAccount;
import network.cairn.client.deal.ClientDeals;
import network.cairn.client.deal.DealTerms;
import network.cairn.client.deal.DealtUploader;
import network.cairn.client.download.DownloadOptions;
import network.cairn.client.egress.EgressWallet;
import network.cairn.client.egress.PaymentChannels;
import network.cairn.client.encryption.MasterKey;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.KeyValueException;
import network.cairn.client.kv.KeyValueSection;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.LevelDbStore;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.receipt.NodeMembership;
import network.cairn.client.receipt.ProviderStandings;
import network.cairn.client.receipt.ReceiptMaker;
import network.cairn.client.receipt.ReceiptOptions;
import network.cairn.client.rpc.ChainLink;
import network.cairn.client.transport.HttpStorageNetwork;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.client.transport.TransportLimits;
import network.cairn.client.upload.StreamUploader;
import network.cairn.client.upload.UploadOptions;
import network.cairn.gateway.accesslog.AccessLog;
import network.cairn.gateway.admin.AdminApi;
import network.cairn.gateway.admin.AdminDesk;
import network.cairn.gateway.admin.StoredUsage;
import network.cairn.gateway.admin.http.AdminAddress;
import network.cairn.gateway.admin.http.AdminDoor;
import network.cairn.gateway.auth.FormAuthenticator;
import network.cairn.gateway.auth.SigV4Authenticator;
import network.cairn.gateway.http.DoorConfig;
import network.cairn.gateway.http.DoorLimits;
import network.cairn.gateway.http.GatewayDoor;
import network.cairn.gateway.http.HttpsConfig;
import network.cairn.gateway.http.WebsiteDoor;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.identity.KnownIdentities;
import network.cairn.gateway.identity.StorageException;
import network.cairn.gateway.identity.Tenant;
import network.cairn.gateway.identity.TenantQuota;
import network.cairn.gateway.identity.TenantRates;
import network.cairn.gateway.identity.api.IdentityApi;
import network.cairn.gateway.identity.api.IdentityDesk;
import network.cairn.gateway.identity.api.PolicyPermissions;
import network.cairn.gateway.kms.KeyProtections;
import network.cairn.gateway.lifecycle.LifecycleRunner;
import network.cairn.gateway.limits.LimitedOperation;
import network.cairn.gateway.limits.Pacing;
import network.cairn.gateway.limits.QuotaGuard;
import network.cairn.gateway.limits.TenantLimits;
import network.cairn.gateway.metadata.DatabaseException;
import network.cairn.gateway.metadata.GracePeriods;
import network.cairn.gateway.metadata.MetadataOwner;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.RowMetadataStore;
import network.cairn.gateway.metadata.WriterLeases;
import network.cairn.gateway.notification.BucketEvents;
import network.cairn.gateway.notification.EventCause;
import network.cairn.gateway.notification.NotificationSender;
import network.cairn.gateway.notification.SenderSettings;
import network.cairn.gateway.operation.Access;
import network.cairn.gateway.operation.Backend;
import network.cairn.gateway.operation.BucketCors;
import network.cairn.gateway.operation.ExpirationHeaders;
import network.cairn.gateway.operation.LogObjects;
import network.cairn.gateway.operation.ObjectData;
import network.cairn.gateway.operation.ObjectDurability;
import network.cairn.gateway.operation.Operations;
import network.cairn.gateway.operation.PostObject;
import network.cairn.gateway.operation.PutObject;
import network.cairn.gateway.operation.Quotas;
import network.cairn.gateway.pack.PackCompactor;
import network.cairn.gateway.pack.PackStore;
import network.cairn.gateway.pack.SmallObjects;
import network.cairn.gateway.reclaim.PieceReleaser;
import network.cairn.gateway.reclaim.Reclaimer;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.OperationName;
import network.cairn.gateway.s3.S3Router;
import network.cairn.gateway.website.BucketWebsite;

/// Puts a gateway together and starts it.
public final class GatewayWiring {
    private static final int EVENT_LOOPS = 2;

    /// Whether upload forms signed with Signature Version 2 are taken, as AWS still does where it is old.
    private static final boolean FORMS_IN_VERSION_2 = false;

    /// How long an order on the ledger is waited for before it is looked at again.
    private static final Duration ORDER_TIMEOUT = Duration.ofMinutes(1);

    /// How old what is told of providers in passing may be.
    private static final Duration STANDINGS_FRESH_FOR = Duration.ofSeconds(5);

    /// Frames of packs, from which few bytes are read at a time.
    private static final int PACK_FRAME_BYTES = 4 * 1024;

    private GatewayWiring() {}

    /// Starts a gateway; it serves when this returns.
    ///
    /// @param identity with which it signs its orders to storage nodes
    /// @param gatewayKey under which its identities are sealed
    /// @param nodes the storage nodes it uses
    /// @param vertx owned by the caller, which closes it after the gateway
    /// @throws IOException if the address cannot be bound, or the data folder not be opened; nothing stays open
    public static RunningGateway start(
            GatewayConfig config,
            Identity identity,
            MasterKey gatewayKey,
            List<NodeEndpoint> nodes,
            InstantSource clock,
            SecureRandom random,
            Vertx vertx)
            throws IOException, InterruptedException {
        Deque<Runnable> closing = new ArrayDeque<>();
        boolean started = false;
        try {
            Files.createDirectories(config.dataFolder());
            RowMetadataStore metadata = metadata(config, identity, clock, random);
            closing.push(metadata::close);
            if (config.database().isPresent()) {
                metadata.owner().claim(identity.id(), gatewayKey.secretBox("metadata-owner"), random);
            }
            var documents = GatewayDocuments.of(config, metadata);
            var identities = Identities.open(documents.identities(), gatewayKey, random, clock);
            Optional<Business> business = Optional.empty();
            if (config.deals().isPresent()) {
                KeyValueStore store = LevelDbStore.open(config.dealsFolder());
                closing.push(store::close);
                if (config.database().isPresent()) {
                    metadata.owner().claimForDeals(dealsId(store, random));
                }
                business = Optional.of(open(store, config.deals().get(), identity, clock, vertx, closing));
            } else if (config.database().isPresent()) {
                metadata.owner().requireNoDeals();
            }
            metadata.leases().ifPresent(WriterLeases::start);
            var network = new HttpStorageNetwork(
                    vertx, identity, nodes, clock, random, TransportLimits.defaults(), business.map(Business::wallet));
            closing.push(network::close);
            Optional<ClientDeals> deals = business.map(one -> one.deals(network::provider));
            CairnClient client = CairnClient.create(
                    network,
                    config.scheme(),
                    clientOptions(config),
                    node -> deals.isEmpty() || deals.get().takesPieces(node),
                    clock,
                    random);
            closing.push(client::close);
            StreamUploader uploader = client.uploader();
            StreamUploader packUploader = client.uploader(PACK_FRAME_BYTES);
            PieceReleaser releaser = client.releaser()::release;
            Optional<ObjectDurability> durability = Optional.empty();
            if (business.isPresent() && deals.isPresent()) {
                ClientDeals dealt = deals.get();
                dealt.start();
                closing.push(dealt::close);
                durability = Optional.of(business.get().durability(metadata, dealt, network, clock));
                uploader = new DealtUploader(uploader, dealt, business.get().channels()::channel);
                packUploader =
                        new DealtUploader(packUploader, dealt, business.get().channels()::channel);
                releaser = (segment, pieces) -> dealt.release(segment, pieces, client.releaser()::release);
            }
            var keyService = KeyServiceWiring.open(config, documents, gatewayKey, random, clock, closing);
            var protections = new KeyProtections(identities::masterKey, keyService, random);
            var packs = new PackStore(
                    metadata, packUploader, client.downloader(), identities::masterKey, config.packs(), random, clock);
            var smallObjects = new SmallObjects(packs);
            closing.push(smallObjects::close);
            var data = new ObjectData(metadata, uploader, client.downloader(), smallObjects, protections, random);
            var known = new KnownIdentities(identities);
            var access = new Access(config.objectOwnership(), known, known, config.region(), clock);
            var quotas = new Quotas(
                    metadata,
                    new QuotaGuard(tenant ->
                            identities.tenant(tenant).map(Tenant::quota).orElse(TenantQuota.NONE)),
                    clock);
            BackgroundSettings background = config.background();
            var events = new BucketEvents(background.targets(), clock);
            var backend = new Backend(
                    metadata,
                    data,
                    access,
                    quotas,
                    durability,
                    config.region(),
                    random,
                    clock,
                    new ExpirationHeaders(background.lifecycle().calendar()),
                    events);
            var worker = WorkerName.open(config.dataFolder().resolve("worker"), random);
            closing.push(() -> close(worker));
            String holder = worker.toString();
            var lifecycle = new LifecycleRunner(
                    metadata.noting(events.causedBy(EventCause.lifecycle())), background.lifecycle(), clock, holder);
            closing.push(lifecycle::close);
            var sender = new NotificationSender(
                    metadata, background.notificationTargets(), SenderSettings.DEFAULT, clock, holder);
            closing.push(sender::close);
            var accessLog = new AccessLog(metadata, new LogObjects(backend), background.accessLogs(), clock, random);
            closing.push(accessLog::close);
            var reclaimer = new Reclaimer(metadata, releaser, config.releasesMax(), clock);
            closing.push(reclaimer::close);
            var compactor = new PackCompactor(metadata, packs, config.readerGracePeriod(), clock);
            closing.push(compactor::close);
            var limits = new TenantLimits(
                    tenant -> identities.tenant(tenant).map(Tenant::rates).orElse(TenantRates.NONE), clock);
            var authenticator = new SigV4Authenticator(identities, config.region());
            var desk = new IdentityDesk(
                    authenticator,
                    new IdentityApi(
                            identities,
                            PolicyPermissions.IDENTITY,
                            PolicyPermissions.TRUST,
                            new PolicyPermissions(clock)),
                    limits::admit);
            var cors = new BucketCors(metadata);
            Map<OperationName, Operation> operations = operations(backend, identities, limits);
            DoorConfig doorConfig = doorConfig(config);
            var door = new GatewayDoor(
                    vertx,
                    doorConfig,
                    authenticator,
                    new S3Router(operations),
                    Optional.of(desk),
                    question -> cors.preflight(
                            question.bucket(),
                            question.key() != null,
                            question.origin(),
                            question.method(),
                            question.headers()),
                    cors::headers,
                    accessLog,
                    clock,
                    random);
            door.start();
            closing.push(door::close);
            OptionalInt websitePort = OptionalInt.empty();
            if (background.website().isPresent()) {
                var website = new WebsiteDoor(
                        vertx,
                        config.host(),
                        background.website().get(),
                        doorConfig.limits(),
                        new BucketWebsite(metadata, operations),
                        cors,
                        accessLog,
                        clock,
                        random);
                website.start();
                closing.push(website::close);
                websitePort = OptionalInt.of(website.port());
            }
            OptionalInt adminPort = OptionalInt.empty();
            if (config.admin().isPresent()) {
                adminPort = OptionalInt.of(
                        openAdmin(config, config.admin().get(), identities, metadata, clock, vertx, closing));
            }
            client.health().start();
            reclaimer.start();
            compactor.start();
            lifecycle.start();
            sender.start();
            accessLog.start();
            started = true;
            return new RunningGateway(door.port(), door.httpsPort(), websitePort, adminPort, List.copyOf(closing));
        } catch (KeyValueException
                | DatabaseException
                | StorageException
                | IllegalStateException
                | IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            if (!started) {
                closing.forEach(Runnable::run);
            }
        }
    }

    private static RowMetadataStore metadata(
            GatewayConfig config, Identity identity, InstantSource clock, SecureRandom random) {
        var grace = new GracePeriods(config.readerGracePeriod(), config.strayGracePeriod());
        return config.database().isPresent()
                ? RowMetadataStore.openShared(config.database().get(), grace, clock, random)
                : RowMetadataStore.open(
                        LevelDbStore.open(config.metadataFolder()), identity.id(), grace, clock, random);
    }

    private static void close(WorkerName worker) {
        try {
            worker.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the file of the gateway's name as a worker cannot be closed", e);
        }
    }

    /// Opens the door of the operator's API, over HTTPS where the gateway has a certificate.
    ///
    /// @return its port
    private static int openAdmin(
            GatewayConfig config,
            AdminAddress address,
            Identities identities,
            MetadataStore metadata,
            InstantSource clock,
            Vertx vertx,
            Deque<Runnable> closing)
            throws IOException, InterruptedException {
        var api = new AdminApi(identities, Optional.of(new StoredUsage(metadata)));
        var door = AdminDoor.open(
                vertx,
                address,
                new AdminDesk(identities, config.region(), api),
                clock,
                config.https().map(HttpsConfig::certificate));
        closing.push(door::close);
        return door.port();
    }

    /// The operations, held to the rates of the tenants that call them.
    private static Map<OperationName, Operation> operations(
            Backend backend, Identities identities, TenantLimits limits) {
        Map<OperationName, Operation> operations = Operations.of(backend);
        var pacing = new Pacing(limits, Thread::sleep);
        var limited = new EnumMap<OperationName, Operation>(OperationName.class);
        operations.forEach((name, operation) -> limited.put(name, new LimitedOperation(operation, limits, pacing)));
        // Whoever signed the form calls; that is known once it is read.
        var forms = new FormAuthenticator(identities, backend.region(), FORMS_IN_VERSION_2);
        var put = new LimitedOperation(new PutObject(backend), limits, pacing);
        limited.put(OperationName.POST_OBJECT, new PostObject(put, forms));
        return limited;
    }

    /// What a gateway does its business on a ledger with.
    private record Business(
            ChainLink chain,
            LedgerAccount account,
            KeyValueStore store,
            DealTerms terms,
            PaymentChannels channels,
            EgressWallet wallet) {
        ObjectDurability durability(
                MetadataStore metadata, ClientDeals deals, HttpStorageNetwork network, InstantSource clock) {
            var maker = new ReceiptMaker(
                    chain.ledger().genesis(),
                    chain.light(),
                    chain.source(),
                    (node, piece) -> deals.isInDeal(piece) ? deals.dealWith(node) : Optional.empty(),
                    new NodeMembership(network),
                    SignatureVerifier.ED25519,
                    clock,
                    ReceiptOptions.DEFAULT);
            return new ObjectDurability(
                    metadata, deals, new ProviderStandings(chain.ledger(), clock, STANDINGS_FRESH_FOR), maker);
        }

        ClientDeals deals(ClientDeals.Providers providers) {
            return new ClientDeals(
                    chain.ledger(), account, providers, section(store, 'd'), terms, SignatureVerifier.ED25519);
        }
    }

    /// What the deals in a data folder go by, made where they have none yet.
    private static byte[] dealsId(KeyValueStore store, SecureRandom random) {
        byte[] row = {'g'};
        byte[] id = store.get(row);
        if (id == null) {
            id = new byte[MetadataOwner.DEALS_ID_BYTES];
            random.nextBytes(id);
            store.write(new WriteBatch().put(row, id), KeyValueStore.Durability.FSYNCED);
        }
        return id;
    }

    private static Business open(
            KeyValueStore store,
            DealSettings settings,
            Identity identity,
            InstantSource clock,
            Vertx vertx,
            Deque<Runnable> closing) {
        ChainLink chain = ChainLink.open(vertx, settings.chain(), section(store, 'l'), clock);
        closing.push(chain::close);
        var account = new LedgerAccount(chain.ledger(), identity, section(store, 't'), ORDER_TIMEOUT);
        closing.push(account::close);
        var channels = new PaymentChannels(chain.ledger(), account, section(store, 'c'), settings.egress(), clock);
        closing.push(channels::close);
        var chainId = settings.chain().genesis().chainId();
        var wallet = new EgressWallet(chainId, identity, SignatureVerifier.ED25519, channels);
        channels.start(wallet::promised);
        return new Business(chain, account, store, settings.terms(), channels, wallet);
    }

    private static KeyValueStore section(KeyValueStore store, char prefix) {
        return new KeyValueSection(store, new byte[] {(byte) prefix});
    }

    /// Half of the buffers for uploads, half for downloads, so that a copy, which is both, cannot starve
    /// itself.
    private static ClientOptions clientOptions(GatewayConfig config) {
        long half = config.bufferBytesMax() / 2;
        return ClientOptions.defaults()
                .withUpload(UploadOptions.DEFAULT.withBufferBytesMax(half))
                .withDownload(DownloadOptions.DEFAULT.withBufferBytesMax(half));
    }

    private static DoorConfig doorConfig(GatewayConfig config) {
        return new DoorConfig(
                config.host(),
                config.port(),
                config.https(),
                config.baseDomains(),
                EVENT_LOOPS,
                DoorLimits.defaults().withRequestsMax(config.requestsMax()).withStopTimeout(config.stopTimeout()));
    }
}
