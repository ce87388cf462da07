package network.cairn.gateway.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import network.cairn.client.manifest.StoredStream;
import network.cairn.proofs.codec.CodecException;
import org.junit.jupiter.api.Test;

final class GoldenVectorsTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final StoredStream SHAPE = new StoredStream(100_000, 65_536, 67_108_864);
    private static final ObjectAttributes PLAIN = new ObjectAttributes(
            new TreeMap<>(Map.of("content-type", "text/plain")), new TreeMap<>(Map.of("mtime", "12.5", "a", "ü")));
    private static final ObjectAttributes ATTRIBUTES = PLAIN.withTags(new TreeMap<>(Map.of("k", "v")))
            .withLock(new ObjectLock(ObjectLock.Mode.COMPLIANCE, TIME, true, true))
            .withEncryption(new ObjectEncryption(
                    ObjectEncryption.Kind.KEY_SERVICE, "key-1", "", true, new TreeMap<>(Map.of("c", "d"))))
            .withAcl("acl")
            .withOwner("bob")
            .withStorageClass("STANDARD_IA");
    private static final ObjectVersion VERSION = new ObjectVersion(new VersionId(TIME.toEpochMilli(), -5), false);

    private static final Bucket BUCKET = new Bucket(
            "my-bucket",
            "alice",
            new BucketId(0x0123456789abcdefL, -2L),
            "us-east-1",
            TIME,
            BucketSettings.NONE.with(BucketSetting.VERSIONING, "Enabled").with(BucketSetting.POLICY, "{}"));
    private static final ObjectRecord WHOLE = new ObjectRecord(
            "dir/ключ",
            VERSION,
            100_000,
            "0123456789abcdef0123456789abcdef",
            TIME,
            ATTRIBUTES,
            new TreeMap<>(Map.of("CRC32", "AAAAAA==", "TYPE", "FULL_OBJECT")),
            new ObjectContent.Whole(StoredData.onNetwork(new StreamId(1, 2), new byte[] {7, 8, 9}, SHAPE)));
    private static final ObjectRecord PARTS = new ObjectRecord(
            "k",
            5,
            "e-2",
            TIME,
            ObjectAttributes.NONE,
            new TreeMap<>(),
            new ObjectContent.Parts(new UploadId(TIME.toEpochMilli(), -1), 2));
    private static final PartRecord PART = new PartRecord(
            10_000, "00", TIME, new TreeMap<>(), new StoredData(new StreamId(3, 4), new byte[] {1}, SHAPE, new byte[] {
                5, 6
            }));
    private static final UploadRecord UPLOAD =
            new UploadRecord(new UploadId(TIME.toEpochMilli(), 77), "k", TIME, ATTRIBUTES, "CRC32", "COMPOSITE");

    private static final PackSlot SLOT = new PackSlot(new StreamId(5, 6), 70_000);
    private static final ObjectRecord PACKED = WHOLE.withContent(
            new ObjectContent.Whole(StoredData.inPack(new StreamId(1, 2), new byte[] {7, 8, 9}, SHAPE, SLOT)));
    private static final PackRecord PACK = new PackRecord(
            SLOT.pack(),
            BUCKET.id(),
            "alice",
            new byte[] {4, 3},
            new StoredStream(1_000_000, 4096, 67_108_864),
            TIME,
            8_388_608,
            TIME.plusSeconds(1),
            TIME.plusSeconds(2),
            7,
            600_000);
    private static final PackEntry ENTRY = new PackEntry(
            new StreamId(1, 2), 70_000, 100_032, new Place.InVersion(BUCKET.id(), "dir/ключ", VERSION.id()), true);

    private static final ObjectRecord DELETED = ObjectRecord.deleteMarker("k", VERSION, TIME, "bob");

    @Test
    void records_encode_asVectors() throws IOException {
        var made = new Properties();
        made.setProperty("bucket", hex(BUCKET.encode()));
        made.setProperty("object.whole", hex(WHOLE.encode()));
        made.setProperty("object.parts", hex(PARTS.encode()));
        made.setProperty("part.inline", hex(PART.encode()));
        made.setProperty("object.deleteMarker", hex(DELETED.encode()));
        made.setProperty("object.packed", hex(PACKED.encode()));
        made.setProperty("pack", hex(PACK.encode()));
        made.setProperty("pack.entry", hex(ENTRY.encode()));
        made.setProperty("upload", hex(UPLOAD.encode()));
        var out = new StringWriter();
        made.store(out, "made");
        assertThat(made).as(out.toString()).isEqualTo(vectors(2));
    }

    @Test
    void vectors_decode_asRecords() throws Exception {
        Properties vectors = vectors(2);
        assertThat(Bucket.decode(bytes(vectors, "bucket"))).isEqualTo(BUCKET);
        assertThat(ObjectRecord.decode(bytes(vectors, "object.whole")))
                .usingRecursiveComparison()
                .isEqualTo(WHOLE);
        assertThat(ObjectRecord.decode(bytes(vectors, "object.parts"))).isEqualTo(PARTS);
        assertThat(PartRecord.decode(bytes(vectors, "part.inline")))
                .usingRecursiveComparison()
                .isEqualTo(PART);
        assertThat(ObjectRecord.decode(bytes(vectors, "object.deleteMarker"))).isEqualTo(DELETED);
        assertThat(ObjectRecord.decode(bytes(vectors, "object.packed")))
                .usingRecursiveComparison()
                .isEqualTo(PACKED);
        assertThat(PackRecord.decode(PACK.id(), bytes(vectors, "pack")))
                .usingRecursiveComparison()
                .isEqualTo(PACK);
        assertThat(PackEntry.decode(ENTRY.stream(), bytes(vectors, "pack.entry")))
                .isEqualTo(ENTRY);
        assertThat(UploadRecord.decode(bytes(vectors, "upload"))).isEqualTo(UPLOAD);
    }

    @Test
    void vectorsOfVersion1_decode_asUnversionedRecords() throws Exception {
        Properties vectors = vectors(1);
        assertThat(Bucket.decode(bytes(vectors, "bucket"))).isEqualTo(BUCKET.withSettings(BucketSettings.NONE));
        var first = new ObjectVersion(new VersionId(TIME.toEpochMilli(), 0), true);
        assertThat(ObjectRecord.decode(bytes(vectors, "object.whole")))
                .usingRecursiveComparison()
                .isEqualTo(WHOLE.withAttributes(PLAIN).withVersion(first));
        assertThat(ObjectRecord.decode(bytes(vectors, "object.parts"))).isEqualTo(PARTS.withVersion(first));
        assertThat(UploadRecord.decode(bytes(vectors, "upload")).attributes()).isEqualTo(PLAIN);
    }

    @Test
    void decode_truncatedOrExtended_refused() throws IOException {
        byte[] encoded = bytes(vectors(2), "object.whole");
        for (int length = 0; length < encoded.length; length++) {
            byte[] truncated = Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> ObjectRecord.decode(truncated)).isInstanceOf(CodecException.class);
        }
        assertThatThrownBy(() -> ObjectRecord.decode(Arrays.copyOf(encoded, encoded.length + 1)))
                .isInstanceOf(CodecException.class);
    }

    private static Properties vectors(int version) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                GoldenVectorsTest.class.getResourceAsStream("/vectors/gateway-metadata-v" + version + ".properties"))) {
            var vectors = new Properties();
            vectors.load(new StringReader(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            return vectors;
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] bytes(Properties vectors, String name) {
        return HexFormat.of().parseHex(vectors.getProperty(name));
    }
}
