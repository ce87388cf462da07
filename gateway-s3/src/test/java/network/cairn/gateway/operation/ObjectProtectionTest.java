package network.cairn.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.client.SeededSecureRandom;
import network.cairn.client.encryption.MasterKey;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.gateway.configuration.CustomerKey;
import network.cairn.gateway.configuration.RequestedEncryption;
import network.cairn.gateway.kms.KeyProtection;
import network.cairn.gateway.kms.KeyProtections;
import network.cairn.gateway.kms.KeyRecovery;
import network.cairn.gateway.kms.LocalKeyRing;
import network.cairn.gateway.kms.MemoryRingStorage;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketId;
import network.cairn.gateway.metadata.BucketSettings;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.ObjectAttributes;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectEncryption;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.PartRecord;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.RowMetadataStore;
import network.cairn.gateway.metadata.SettableClock;
import network.cairn.gateway.metadata.UploadId;
import network.cairn.gateway.metadata.UploadRecord;
import network.cairn.gateway.metadata.WriteCondition;
import network.cairn.gateway.pack.PackSettings;
import network.cairn.gateway.pack.PackStore;
import network.cairn.gateway.pack.SmallObjects;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.proofs.id.ActorId;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Objects stored and read under each kind of protection, over a network in memory.
final class ObjectProtectionTest {
    private static final Optional<CustomerKey> NO_KEY = Optional.empty();

    private final SecureRandom random = new SeededSecureRandom(31);
    private final SettableClock clock = new SettableClock();
    private final MemoryNetwork network = new MemoryNetwork();
    private final MetadataStore metadata = RowMetadataStore.open(
            new InMemoryKeyValueStore(), ActorId.of(new byte[20]), TestGateway.GRACE, clock, random);
    private final LocalKeyRing keys = MemoryRingStorage.ring(random, clock);
    private final MasterKey master = MasterKey.generate(random);
    private final KeyProtections protections = new KeyProtections(_ -> master, keys, random);
    private final ObjectData data = new ObjectData(
            metadata,
            network,
            network,
            new SmallObjects(
                    new PackStore(metadata, network, network, _ -> master, PackSettings.DEFAULT, random, clock)),
            protections,
            random);
    private final Bucket bucket =
            new Bucket("photos", "alice", BucketId.generate(random), "us-east-1", Instant.EPOCH, BucketSettings.NONE);

    @BeforeEach
    void createBucket() throws Exception {
        metadata.createBucket(bucket);
    }

    private static Optional<CustomerKey> key(int fill) throws Exception {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) fill;
        return CustomerKey.ofObject(S3Headers.of(
                "x-amz-server-side-encryption-customer-algorithm",
                "AES256",
                "x-amz-server-side-encryption-customer-key",
                Base64.getEncoder().encodeToString(bytes),
                "x-amz-server-side-encryption-customer-key-MD5",
                Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("MD5").digest(bytes))));
    }

    private static RequestedEncryption managed(boolean dual) {
        return new RequestedEncryption.ManagedKey(dual, null, new TreeMap<>(), false);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private ObjectData.Stored store(Place place, byte[] content, KeyProtection protection) throws Exception {
        return data.store(bucket, place, new ByteArrayInputStream(content), content.length, 1 << 20, protection);
    }

    private ObjectRecord put(String name, byte[] content, RequestedEncryption requested, Optional<CustomerKey> key)
            throws Exception {
        ObjectEncryption encryption = protections.decide(bucket, requested);
        ObjectData.Stored stored = store(
                new Place.InObject(bucket.id(), name), content, protections.writing(bucket, name, encryption, key));
        var object = new ObjectRecord(
                name,
                content.length,
                stored.md5(),
                Instant.EPOCH,
                ObjectAttributes.NONE.withEncryption(encryption),
                new TreeMap<>(),
                new ObjectContent.Whole(stored.data()));
        return metadata.putObject(bucket, object, WriteCondition.NONE);
    }

    private byte[] read(ObjectRecord object, Optional<CustomerKey> key) throws Exception {
        var out = new ByteArrayOutputStream();
        data.read(bucket, object, 0, object.sizeBytes(), out, data.recovery(bucket, object, key));
        return out.toByteArray();
    }

    private static void assertFails(S3ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 4097, 300_000})
    void eachKind_isReadBack(int length) throws Exception {
        byte[] content = bytes(length);
        assertThat(read(put("a", content, new RequestedEncryption.StoreKeys(), NO_KEY), NO_KEY))
                .isEqualTo(content);
        assertThat(read(put("b", content, managed(false), NO_KEY), NO_KEY)).isEqualTo(content);
        assertThat(read(put("c", content, managed(true), NO_KEY), NO_KEY)).isEqualTo(content);
        var clientKey = new RequestedEncryption.ClientKey(key(1).orElseThrow());
        assertThat(read(put("d", content, clientKey, key(1)), key(1))).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 10_000})
    void customersKey_wrongMissingOrNeedless_isRefusedBeforeAnyByte(int length) throws Exception {
        ObjectRecord object = put("a", bytes(length), new RequestedEncryption.ClientKey(key(1).orElseThrow()), key(1));
        ObjectRecord plain = put("b", bytes(length), new RequestedEncryption.StoreKeys(), NO_KEY);
        ObjectRecord managed = put("c", bytes(length), managed(false), NO_KEY);

        assertFails(S3ErrorCode.ACCESS_DENIED, () -> data.recovery(bucket, object, key(2)));
        assertFails(S3ErrorCode.INVALID_REQUEST, () -> data.recovery(bucket, object, NO_KEY));
        assertFails(S3ErrorCode.INVALID_REQUEST, () -> data.recovery(bucket, plain, key(1)));
        assertFails(S3ErrorCode.INVALID_REQUEST, () -> data.recovery(bucket, managed, key(1)));
    }

    @Test
    void serviceKey_disabledPendingOrGone_isS3sError_andNothingIsStored() throws Exception {
        keys.create("alice", Optional.of("mine"));
        var requested = new RequestedEncryption.ManagedKey(false, "alias/mine", new TreeMap<>(), false);
        ObjectRecord object = put("a", bytes(10_000), requested, NO_KEY);
        ObjectEncryption encryption = object.attributes().encryption();
        KeyProtection protection = protections.writing(bucket, "b", encryption, NO_KEY);
        var place = new Place.InObject(bucket.id(), "b");
        assertThat(encryption.keyId()).startsWith("arn:cairn:kms:us-east-1:alice:key/");

        keys.disable("alice", "alias/mine");
        assertFails(S3ErrorCode.KMS_DISABLED, () -> read(object, NO_KEY));
        assertFails(S3ErrorCode.KMS_DISABLED, () -> store(place, bytes(10_000), protection));
        keys.scheduleDeletion("alice", "alias/mine", Duration.ofDays(7));
        assertFails(S3ErrorCode.KMS_INVALID_STATE, () -> read(object, NO_KEY));
        clock.advance(Duration.ofDays(7));
        assertFails(S3ErrorCode.KMS_NOT_FOUND, () -> read(object, NO_KEY));
        assertFails(S3ErrorCode.KMS_NOT_FOUND, () -> store(place, bytes(10_000), protection));
    }

    @Test
    void parts_eachUnderAProtectionOfItsOwn_areReadAsOneObject() throws Exception {
        var clientKey = new RequestedEncryption.ClientKey(key(1).orElseThrow());
        List<RequestedEncryption> kinds =
                List.of(new RequestedEncryption.StoreKeys(), managed(false), managed(true), managed(false));
        ObjectRecord mixed = upload("mixed", kinds, NO_KEY);
        assertThat(read(mixed, NO_KEY)).hasSize(4 * 5000);

        ObjectRecord customers = upload("customers", List.of(clientKey, clientKey), key(1));
        assertThat(read(customers, key(1))).hasSize(2 * 5000);
        assertFails(S3ErrorCode.ACCESS_DENIED, () -> data.recovery(bucket, customers, key(2)));
        assertFails(S3ErrorCode.INVALID_REQUEST, () -> data.recovery(bucket, customers, NO_KEY));
    }

    private ObjectRecord upload(String name, List<RequestedEncryption> parts, Optional<CustomerKey> key)
            throws Exception {
        ObjectEncryption first = protections.decide(bucket, parts.getFirst());
        var upload = new UploadRecord(
                UploadId.generate(clock.instant(), random),
                name,
                Instant.EPOCH,
                ObjectAttributes.NONE.withEncryption(first),
                "",
                "");
        metadata.createUpload(bucket, upload);
        var chosen = new ArrayList<MetadataStore.ChosenPart>();
        for (int number = 1; number <= parts.size(); number++) {
            ObjectEncryption encryption = protections.decide(bucket, parts.get(number - 1));
            ObjectData.Stored stored = store(
                    new Place.InUpload(upload.id(), number),
                    bytes(5000),
                    protections.writing(bucket, name, encryption, key));
            metadata.putPart(
                    bucket,
                    upload,
                    new PartRecord(number, stored.md5(), Instant.EPOCH, new TreeMap<>(), stored.data()));
            chosen.add(new MetadataStore.ChosenPart(number, stored.data().stream()));
        }
        var object = new ObjectRecord(
                name,
                5000L * parts.size(),
                "e",
                Instant.EPOCH,
                upload.attributes(),
                new TreeMap<>(),
                new ObjectContent.Parts(upload.id(), parts.size()));
        return metadata.completeUpload(bucket, upload, object, chosen, WriteCondition.NONE);
    }

    @Test
    void renamedObject_underAServicesKey_isStillRead() throws Exception {
        byte[] content = bytes(10_000);
        ObjectRecord object = put("old", content, managed(false), NO_KEY);
        assertThat(read(object.withKey("new"), NO_KEY)).isEqualTo(content);
    }

    @Test
    void recovery_isForTheWholeBucket_soThatOneRequestReadsManyObjects() throws Exception {
        KeyRecovery recovery = protections.reading(bucket, NO_KEY);
        for (RequestedEncryption kind : List.of(new RequestedEncryption.StoreKeys(), managed(false), managed(true))) {
            byte[] content = bytes(5000);
            ObjectRecord object = put("a", content, kind, NO_KEY);
            var out = new ByteArrayOutputStream();
            data.read(bucket, object, 10, 100, out, recovery);
            assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(content, 10, 110));
        }
    }
}
