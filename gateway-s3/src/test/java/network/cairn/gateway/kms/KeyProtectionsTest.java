package network.cairn.gateway.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.client.GoldenVectors;
import network.cairn.client.SeededSecureRandom;
import network.cairn.client.encryption.BucketKeys;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.ForeignKey;
import network.cairn.client.encryption.MasterKey;
import network.cairn.gateway.configuration.CustomerKey;
import network.cairn.gateway.configuration.RequestedEncryption;
import network.cairn.gateway.kms.CustomerKeyException.Reason;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketId;
import network.cairn.gateway.metadata.BucketSettings;
import network.cairn.gateway.metadata.ObjectEncryption;
import network.cairn.gateway.metadata.ObjectEncryption.Kind;
import network.cairn.gateway.metadata.SettableClock;
import network.cairn.gateway.metadata.StreamId;
import network.cairn.gateway.s3.S3Headers;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KeyProtectionsTest {
    private static final StreamId STREAM = new StreamId(1, -2);
    private static final StreamId OTHER_STREAM = new StreamId(1, -3);
    private static final Bucket BUCKET = bucket("photos", "alice", 1);
    private static final SortedMap<String, String> NO_CONTEXT = new TreeMap<>();

    private final SecureRandom random = new SeededSecureRandom(21);
    private final DataKey dataKey = DataKey.generate(random);
    private final RecordingService service = new RecordingService(MemoryRingStorage.ring(random, new SettableClock()));
    private final MasterKey alice = MasterKey.generate(random);
    private final MasterKey bob = MasterKey.generate(random);
    private final KeyProtections protections =
            new KeyProtections(tenant -> tenant.equals("alice") ? alice : bob, service, random);

    /// A key service that remembers the contexts it was asked with.
    private static final class RecordingService implements KeyService {
        private final KeyService service;
        private @Nullable EncryptionContext last;

        RecordingService(KeyService service) {
            this.service = service;
        }

        SortedMap<String, String> lastPairs() {
            return Objects.requireNonNull(last).pairs();
        }

        @Override
        public KeyDescription describe(String tenant, String key) throws KeyServiceException, InterruptedException {
            return service.describe(tenant, key);
        }

        @Override
        public byte[] wrap(KeyArn key, DataKey wrapped, EncryptionContext context)
                throws KeyServiceException, InterruptedException {
            last = context;
            return service.wrap(key, wrapped, context);
        }

        @Override
        public DataKey unwrap(String tenant, byte[] wrapped, EncryptionContext context)
                throws KeyServiceException, DecryptionException, InterruptedException {
            return service.unwrap(tenant, wrapped, context);
        }
    }

    private static Bucket bucket(String name, String tenant, long id) {
        return new Bucket(name, tenant, new BucketId(id, id), "us-east-1", Instant.EPOCH, BucketSettings.NONE);
    }

    private static CustomerKey customerKey(int fill) throws Exception {
        byte[] key = KeyVectorsTest.filled(fill);
        String md5 = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("MD5").digest(key));
        return CustomerKey.ofObject(S3Headers.of(
                        "x-amz-server-side-encryption-customer-algorithm",
                        "AES256",
                        "x-amz-server-side-encryption-customer-key",
                        Base64.getEncoder().encodeToString(key),
                        "x-amz-server-side-encryption-customer-key-MD5",
                        md5))
                .orElseThrow();
    }

    private ObjectEncryption kms(boolean dual, boolean bucketKey, SortedMap<String, String> context) throws Exception {
        return protections.decide(BUCKET, new RequestedEncryption.ManagedKey(dual, null, context, bucketKey));
    }

    private KeyProtection writing(ObjectEncryption encryption, Optional<CustomerKey> customerKey) throws Exception {
        return protections.writing(BUCKET, "a/b", encryption, customerKey);
    }

    /// What a kind wrapped, with what reads it.
    private record Wrapped(byte[] bytes, KeyRecovery recovery) {}

    private List<Wrapped> wrappedByAll() throws Exception {
        KeyRecovery plain = protections.reading(BUCKET, Optional.empty());
        Optional<CustomerKey> key = Optional.of(customerKey(1));
        var all = new ArrayList<Wrapped>();
        all.add(new Wrapped(writing(ObjectEncryption.DEFAULT, Optional.empty()).wrap(dataKey, STREAM), plain));
        all.add(new Wrapped(
                writing(kms(false, false, NO_CONTEXT), Optional.empty()).wrap(dataKey, STREAM), plain));
        all.add(new Wrapped(
                writing(kms(true, false, NO_CONTEXT), Optional.empty()).wrap(dataKey, STREAM), plain));
        ObjectEncryption customers = protections.decide(BUCKET, new RequestedEncryption.ClientKey(customerKey(1)));
        all.add(new Wrapped(writing(customers, key).wrap(dataKey, STREAM), protections.reading(BUCKET, key)));
        return all;
    }

    private static void assertFails(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CustomerKeyException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void everyKind_unwrapsWhatItWrapped() throws Exception {
        for (Wrapped each : wrappedByAll()) {
            assertThat(each.recovery().unwrap(each.bytes(), STREAM)).isEqualTo(dataKey);
        }
    }

    @Test
    void everyKind_anyBitFlippedOrCut_isDamageAndNotAWrongKey() throws Exception {
        for (Wrapped each : wrappedByAll()) {
            byte[] wrapped = each.bytes();
            for (int bit = 8; bit < 8 * wrapped.length; bit++) {
                byte[] flipped = wrapped.clone();
                flipped[bit / 8] ^= (byte) (1 << (bit % 8));
                assertThatThrownBy(() -> each.recovery().unwrap(flipped, STREAM))
                        .as("form %s, bit %s", wrapped[0], bit)
                        .isInstanceOfAny(DecryptionException.class, KeyServiceException.class);
            }
            for (int length = 0; length < wrapped.length; length++) {
                byte[] cut = Arrays.copyOf(wrapped, length);
                assertThatThrownBy(() -> each.recovery().unwrap(cut, STREAM)).isInstanceOf(DecryptionException.class);
            }
            byte[] otherForm = wrapped.clone();
            otherForm[0] = 0x7f;
            assertThatThrownBy(() -> each.recovery().unwrap(otherForm, STREAM)).isInstanceOf(DecryptionException.class);
        }
    }

    @Test
    void kindsWithABucketsLayer_otherStreamOrBucket_isRefused() throws Exception {
        for (Wrapped each : wrappedByAll()) {
            if (each.bytes()[0] == 0x12) {
                continue;
            }
            assertThatThrownBy(() -> each.recovery().unwrap(each.bytes(), OTHER_STREAM))
                    .isInstanceOf(DecryptionException.class);
            Optional<CustomerKey> key = each.bytes()[0] == 0x11 ? Optional.of(customerKey(1)) : Optional.empty();
            for (Bucket other : List.of(bucket("photos", "alice", 2), bucket("photos", "bob", 1))) {
                assertThatThrownBy(() -> protections.reading(other, key).unwrap(each.bytes(), STREAM))
                        .isInstanceOf(DecryptionException.class);
            }
        }
    }

    @Test
    void customerKey_wrongMissingOrNeedless_isToldApart() throws Exception {
        ObjectEncryption encryption = protections.decide(BUCKET, new RequestedEncryption.ClientKey(customerKey(1)));
        byte[] wrapped = writing(encryption, Optional.of(customerKey(1))).wrap(dataKey, STREAM);
        byte[] network = protections.network(BUCKET).wrap(dataKey, STREAM);
        byte[] managed =
                writing(kms(false, false, NO_CONTEXT), Optional.empty()).wrap(dataKey, STREAM);
        KeyRecovery withWrongKey = protections.reading(BUCKET, Optional.of(customerKey(2)));
        KeyRecovery withoutKey = protections.reading(BUCKET, Optional.empty());

        assertThat(encryption)
                .isEqualTo(
                        new ObjectEncryption(Kind.CUSTOMER, "", customerKey(1).md5(), false));
        assertFails(Reason.WRONG, () -> withWrongKey.unwrap(wrapped, STREAM));
        assertFails(Reason.MISSING, () -> withoutKey.unwrap(wrapped, STREAM));
        assertFails(Reason.NOT_APPLICABLE, () -> withWrongKey.unwrap(network, STREAM));
        assertFails(Reason.NOT_APPLICABLE, () -> withWrongKey.unwrap(managed, STREAM));
        assertFails(Reason.MISSING_FOR_PART, () -> writing(encryption, Optional.empty()));
        assertFails(Reason.OTHER_THAN_BEFORE, () -> writing(encryption, Optional.of(customerKey(2))));
        assertFails(Reason.NOT_APPLICABLE, () -> writing(ObjectEncryption.DEFAULT, Optional.of(customerKey(2))));
    }

    @Test
    void customerKey_isNowhereInWhatIsKept() throws Exception {
        byte[] key = KeyVectorsTest.filled(1);
        byte[] wrapped = wrappedByAll().stream()
                .map(Wrapped::bytes)
                .filter(each -> each[0] == 0x11)
                .findFirst()
                .orElseThrow();
        for (int at = 0; at + 8 <= wrapped.length; at++) {
            assertThat(Arrays.copyOfRange(wrapped, at, at + 8)).isNotEqualTo(Arrays.copyOf(key, 8));
        }
        assertThat(wrapped).hasSize(1 + 32 + 2 * 41);
    }

    @Test
    void keyService_isAskedWithTheObjectsArn_orTheBuckets_andTheClientsContext() throws Exception {
        var context = new TreeMap<>(Map.of("department", "10"));
        writing(kms(false, false, context), Optional.empty()).wrap(dataKey, STREAM);
        assertThat(service.lastPairs()).isEqualTo(Map.of("department", "10", "aws:s3:arn", "arn:aws:s3:::photos/a/b"));

        writing(kms(false, true, NO_CONTEXT), Optional.empty()).wrap(dataKey, STREAM);
        assertThat(service.lastPairs()).isEqualTo(Map.of("aws:s3:arn", "arn:aws:s3:::photos"));

        var own = new TreeMap<>(Map.of("aws:s3:arn", "mine"));
        writing(kms(true, false, own), Optional.empty()).wrap(dataKey, STREAM);
        assertThat(service.lastPairs()).isEqualTo(own);
    }

    @Test
    void decide_findsTheKeyUnderItsArn() throws Exception {
        KeyArn key = service.resolve("alice", "");
        assertThat(kms(false, true, NO_CONTEXT))
                .isEqualTo(new ObjectEncryption(Kind.KEY_SERVICE, key.toString(), "", true));
        assertThat(kms(true, false, NO_CONTEXT).kind()).isEqualTo(Kind.KEY_SERVICE_DUAL);
        assertThat(protections.decide(BUCKET, new RequestedEncryption.StoreKeys()))
                .isEqualTo(ObjectEncryption.DEFAULT);
        var named = new RequestedEncryption.ManagedKey(false, "alias/none", NO_CONTEXT, false);
        assertThatThrownBy(() -> protections.decide(BUCKET, named)).isInstanceOf(KeyServiceException.class);
    }

    @Test
    void largestContextAndKeyNames_fitTheMetadata() throws Exception {
        var context = new TreeMap<>(Map.of("x", "y".repeat(EncryptionContext.ENCODED_BYTES_MAX - 1200)));
        var encryption = kms(true, false, context);
        KeyProtection protection = protections.writing(BUCKET, "k".repeat(1024), encryption, Optional.empty());

        byte[] wrapped = protection.wrap(dataKey, STREAM);
        // What a service may make the blob longer by counts too.
        assertThat(wrapped.length + KeyService.WRAPPED_BYTES_MAX).isLessThan(8192);
        assertThat(protections.reading(BUCKET, Optional.empty()).unwrap(wrapped, STREAM))
                .isEqualTo(dataKey);
        var larger = new TreeMap<>(Map.of("x", "y".repeat(EncryptionContext.ENCODED_BYTES_MAX)));
        var tooMuch = kms(false, false, larger);
        assertThatThrownBy(() -> protections.writing(BUCKET, "k", tooMuch, Optional.empty()))
                .isInstanceOf(KeyServiceException.class)
                .hasMessageContaining("at most 6144");
    }

    /// The forms as another implementation (Python's `cryptography`) made them.
    @Test
    void forms_madeElsewhere_open() throws Exception {
        var vectors = GoldenVectors.load("gateway-keys-v1.properties");
        BucketKeys bucketKeys = MasterKey.of(KeyVectorsTest.filled(9)).bucketKeys("000102030405060708090a0b0c0d0e0f");
        var foreign = ForeignKey.of(new byte[] {
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
            29, 30, 31
        });
        var ring = new MemoryRingStorage();
        ring.<KeyServiceException>change(_ -> RingDocument.seal(
                KeyVectorsTest.ring(), MasterKey.of(KeyVectorsTest.filled(7)).secretBox("gateway-key-ring"), random));
        var keys = LocalKeyRing.open(
                ring, MasterKey.of(KeyVectorsTest.filled(7)), "us-east-1", random, new SettableClock());
        DataKey expected = DataKey.of(KeyVectorsTest.filled(0xdd));

        assertThat(new NetworkKeys(bucketKeys, random).unwrap(vectors.bytes("stream.network"), STREAM))
                .isEqualTo(expected);
        assertThat(new CustomerKeys(bucketKeys, foreign, random).unwrap(vectors.bytes("stream.customer"), STREAM))
                .isEqualTo(expected);
        for (String form : List.of("stream.service", "stream.dual")) {
            assertThat(ServiceKeys.unwrap(keys, "alice", bucketKeys, vectors.bytes(form), STREAM))
                    .isEqualTo(expected);
        }
    }
}
