package network.cairn.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.s3.Checksum;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import network.cairn.gateway.s3.S3BodyException;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerifiedBodyTest {
    private static final Instant THEN = Instant.parse("2013-05-24T00:00:00Z");
    private static final String SEED = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
    private static final String TRAILER_SEED = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";
    private static final String SIGNED =
            "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n"
                    + "a".repeat(65536)
                    + "\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"
                    + "a".repeat(1024)
                    + "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";
    private static final String SIGNED_TRAILER =
            "10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n"
                    + "a".repeat(65536)
                    + "\r\n400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n"
                    + "a".repeat(1024)
                    + "\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
                    + "x-amz-checksum-crc32c:sOO8/Q==\r\n"
                    + "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";
    private static final String UNSIGNED_TRAILER =
            "5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n";

    private static Authenticated authenticated(PayloadMode mode, String hash, String seed) {
        ChunkSignatures chunks = new ChunkSignatures(
                TestSigner.key(THEN), "20130524T000000Z", new CredentialScope("20130524", "us-east-1", "s3"), seed);
        return new Authenticated(new Caller("tenant-a", TestSigner.ID), S3Headers.none(), mode, hash, chunks);
    }

    /// Gives out a few bytes at a time, as a network does.
    private static InputStream trickle(byte[] bytes, long seed) {
        Random random = new Random(seed);
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(
                        into, offset, Math.min(length, 1 + random.nextInt(random.nextInt(10) == 0 ? 9000 : 40)));
            }
        };
    }

    private static byte[] readAll(InputStream in, long seed) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[20_000];
        while (true) {
            int count = in.read(buffer, 0, 1 + random.nextInt(buffer.length));
            if (count < 0) {
                return out.toByteArray();
            }
            out.write(buffer, 0, count);
        }
    }

    private static VerifiedBody signed(byte[] wire, long seed) throws S3Exception {
        return VerifiedBody.open(
                authenticated(PayloadMode.SIGNED_CHUNKS, "", SEED),
                S3Headers.of("x-amz-decoded-content-length", "66560"),
                trickle(wire, seed),
                wire.length,
                1 << 20,
                true);
    }

    @Test
    void read_documentedSignedChunks_atAnySplit() throws Exception {
        for (long seed = 0; seed < 50; seed++) {
            byte[] read = readAll(signed(ascii(SIGNED), seed).stream(), seed);
            assertThat(read).as("seed " + seed).hasSize(66560).containsOnly('a');
        }
    }

    @Test
    void read_documentedSignedTrailer() throws Exception {
        for (String end : new String[] {"\r\n\r\n", "\r\n", ""}) {
            String wire = SIGNED_TRAILER.substring(0, SIGNED_TRAILER.length() - 4) + end;
            VerifiedBody body = VerifiedBody.open(
                    authenticated(PayloadMode.SIGNED_CHUNKS_TRAILER, "", TRAILER_SEED),
                    S3Headers.of("x-amz-decoded-content-length", "66560", "x-amz-trailer", "x-amz-checksum-crc32c"),
                    trickle(ascii(wire), 1),
                    wire.length(),
                    1 << 20,
                    true);
            assertThat(readAll(body.stream(), 1)).hasSize(66560);
            assertThat(body.checksum()).hasValueSatisfying(checksum -> {
                assertThat(checksum.algorithm()).isEqualTo(ChecksumAlgorithm.CRC32C);
                assertThat(checksum.base64()).isEqualTo("sOO8/Q==");
            });
        }
    }

    @Test
    void read_anyByteOfASignedBodyChanged_isAnError() throws Exception {
        byte[] wire = ascii(SIGNED);
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            byte[] bad = wire.clone();
            // The last two bytes are the empty line, which clients may leave out.
            int at = i < 200 ? random.nextInt(wire.length - 2) : wire.length - 3 - (i - 200) % 90;
            bad[at] ^= (byte) (1 << random.nextInt(5));
            if (Character.toLowerCase(bad[at]) == Character.toLowerCase(wire[at])) {
                continue;
            }
            Throwable thrown = catchThrowable(() -> readAll(signed(bad, 3).stream(), 3));
            assertThat(thrown).as("byte " + at).isInstanceOf(S3BodyException.class);
        }
    }

    @Test
    void read_signedBodyCutAnywhere_isAnError() {
        byte[] wire = ascii(SIGNED);
        Random random = new Random(8);
        for (int i = 0; i < 200; i++) {
            int cut = i < 90 ? wire.length - 5 - i : random.nextInt(wire.length - 5);
            Throwable thrown = catchThrowable(() -> readAll(signed(Arrays.copyOf(wire, cut), 3).stream(), 3));
            assertThat(thrown).as("cut at " + cut).isInstanceOf(S3BodyException.class);
        }
    }

    @Test
    void read_lastBytes_comeOnlyOnceAllIsVerified() throws Exception {
        byte[] bad = ascii(SIGNED.replace("b6c6ea8a", "b6c6ea8b"));
        InputStream stream = signed(bad, 2).stream();
        assertThat(catchThrowable(() -> stream.readNBytes(66560))).isInstanceOf(S3BodyException.class);
        assertThat(catchThrowable(stream::read)).isInstanceOf(S3BodyException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hello        | hello                              |
            DUoRhQ==     | DUoRhA==                           | BadDigest
            DUoRhQ==     | DUoR                               | InvalidRequest
            5\\r\\nhello | 6\\r\\nhello                       | InvalidRequest
            5\\r\\nhello | 4\\r\\nhello                       | InvalidRequest
            5\\r\\nhello | zz\\r\\nhello                      | InvalidRequest
            5\\r\\nhello | -5\\r\\nhello                      | InvalidRequest
            5\\r\\nhello | fffffffffffffffff\\r\\nhello       | InvalidRequest
            5\\r\\nhello | ffffffffffffffff\\r\\nhello        | IncompleteBody
            5\\r\\nhello | c\\r\\nhello                       | IncompleteBody
            6\\r\\n world\\r\\n | ''                          | IncompleteBody
            0\\r\\n      | 0\\r\\nnonsense\\r\\n              | MalformedTrailerError
            x-amz-checksum-crc32: | x-amz-checksum-crc32c:    | MalformedTrailerError
            x-amz-checksum-crc32:DUoRhQ==\\r\\n | ''          | MalformedTrailerError
            \\r\\n\\r\\n | \\r\\n\\r\\nmore                    | InvalidRequest
            """)
    void read_badUnsignedChunks(String from, String to, String code) throws Exception {
        String wire = UNSIGNED_TRAILER.replace(unescape(from), unescape(to));
        VerifiedBody body = VerifiedBody.open(
                authenticated(PayloadMode.UNSIGNED_CHUNKS_TRAILER, "", SEED),
                S3Headers.of("x-amz-decoded-content-length", "11", "x-amz-trailer", "x-amz-checksum-crc32"),
                trickle(ascii(wire), 1),
                wire.length(),
                1 << 20,
                true);
        Throwable thrown = catchThrowable(() -> readAll(body.stream(), 1));
        if (code == null) {
            assertThat(thrown).isNull();
        } else {
            assertThat(thrown).isInstanceOf(S3BodyException.class);
            assertThat(((S3BodyException) thrown).error().code().code()).isEqualTo(code);
        }
    }

    @Test
    void read_hugeChunkHeaderOrTrailer_isCutOff() throws Exception {
        for (String wire : new String[] {
            "5;" + "x".repeat(100_000),
            "0\r\nx-amz-checksum-crc32:" + "y".repeat(100_000),
            "0\r\n" + "a:b\r\n".repeat(100_000)
        }) {
            VerifiedBody body = VerifiedBody.open(
                    authenticated(PayloadMode.UNSIGNED_CHUNKS_TRAILER, "", SEED),
                    S3Headers.of("x-amz-decoded-content-length", "0"),
                    new ByteArrayInputStream(ascii(wire)),
                    wire.length(),
                    1 << 20,
                    true);
            assertThat(catchThrowable(() -> body.stream().read())).isInstanceOf(S3BodyException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Content-MD5,XrY7u+Ae7tCTyyK7j1rNww==,",
        "Content-MD5,XrY7u+Ae7tCTyyK7j1rNwg==,BadDigest",
        "Content-MD5,XrY7u+Ae7tCTyyK7,InvalidDigest",
        "Content-MD5,not base64,InvalidDigest",
        "x-amz-checksum-crc32,DUoRhQ==,",
        "x-amz-checksum-crc32,DUoRhA==,BadDigest",
        "x-amz-checksum-crc32,DUoRhQ,InvalidRequest",
        "x-amz-checksum-crc32c,yZRlqg==,",
        "x-amz-checksum-sha1,Kq5sNclPz7QV2+lfQIuc6R7oRu0=,",
        "x-amz-checksum-sha256,uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=,",
        "x-amz-checksum-sha256,AU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=,BadDigest",
        "x-amz-trailer,x-amz-checksum-crc32,InvalidRequest"
    })
    void read_checksumInHeader(String name, String value, String code) {
        byte[] wire = ascii("hello world");
        Throwable thrown = catchThrowable(() -> {
            VerifiedBody body = VerifiedBody.open(
                    authenticated(PayloadMode.UNSIGNED, "UNSIGNED-PAYLOAD", SEED),
                    S3Headers.of(name, value),
                    trickle(wire, 1),
                    wire.length,
                    1 << 20,
                    true);
            assertThat(readAll(body.stream(), 5)).isEqualTo(wire);
        });
        if (thrown instanceof S3BodyException body) {
            thrown = body.error();
        }
        if (code == null) {
            assertThat(thrown).isNull();
        } else {
            assertThat(thrown).isInstanceOf(S3Exception.class);
            assertThat(((S3Exception) thrown).code().code()).isEqualTo(code);
        }
    }

    @Test
    void open_moreThanOneChecksum() {
        Throwable thrown = catchThrowable(() -> VerifiedBody.open(
                authenticated(PayloadMode.UNSIGNED, "UNSIGNED-PAYLOAD", SEED),
                S3Headers.of("x-amz-checksum-crc32", "DUoRhQ==", "x-amz-checksum-crc32c", "yZRlqg=="),
                InputStream.nullInputStream(),
                11,
                1 << 20,
                true));
        assertThat(((S3Exception) thrown).code().code()).isEqualTo("InvalidRequest");
    }

    @ParameterizedTest
    @EnumSource(ChecksumAlgorithm.class)
    void checksum_inSteps_isThatOfTheWhole(ChecksumAlgorithm algorithm) {
        Random random = new Random(11);
        byte[] bytes = new byte[10_007];
        random.nextBytes(bytes);
        RunningChecksum whole = RunningChecksum.of(algorithm);
        whole.update(bytes, 0, bytes.length);
        RunningChecksum steps = RunningChecksum.of(algorithm);
        for (int at = 0; at < bytes.length; ) {
            int count = Math.min(bytes.length - at, 1 + random.nextInt(70));
            steps.update(bytes, at, count);
            at += count;
        }
        assertThat(steps.value()).isEqualTo(whole.value()).hasSize(algorithm.bytes());
    }

    @Test
    void crc64Nvme_checkValue() {
        Crc64Nvme crc = new Crc64Nvme();
        crc.update(ascii("123456789"), 0, 9);
        assertThat(crc.getValue()).isEqualTo(0xAE8B14860A799888L);
    }

    @Test
    void compute_askedFor_isKnownAtTheEnd() throws Exception {
        byte[] wire = ascii("hello world");
        VerifiedBody body = VerifiedBody.open(
                authenticated(PayloadMode.UNSIGNED, "UNSIGNED-PAYLOAD", SEED),
                S3Headers.of("x-amz-checksum-crc32", "DUoRhQ=="),
                trickle(wire, 1),
                wire.length,
                1 << 20,
                true);
        assertThat(body.promised()).contains(ChecksumAlgorithm.CRC32);
        body.compute(ChecksumAlgorithm.CRC32);
        body.compute(ChecksumAlgorithm.CRC64NVME);
        assertThat(body.checksum(ChecksumAlgorithm.CRC64NVME)).isEmpty();
        readAll(body.stream(), 5);
        Crc64Nvme crc = new Crc64Nvme();
        crc.update(wire, 0, wire.length);
        String expected = Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(8).putLong(crc.getValue()).array());
        assertThat(body.checksum(ChecksumAlgorithm.CRC64NVME))
                .contains(new Checksum(ChecksumAlgorithm.CRC64NVME, expected));
        assertThat(body.checksum(ChecksumAlgorithm.CRC32)).contains(new Checksum(ChecksumAlgorithm.CRC32, "DUoRhQ=="));
        assertThat(body.checksum(ChecksumAlgorithm.SHA256)).isEmpty();
        assertThat(catchThrowable(() -> body.compute(ChecksumAlgorithm.SHA256)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void compute_ofNothing_evenAfterItsEnd() throws Exception {
        VerifiedBody body = VerifiedBody.open(
                authenticated(PayloadMode.UNSIGNED, "UNSIGNED-PAYLOAD", SEED),
                S3Headers.none(),
                InputStream.nullInputStream(),
                0,
                1 << 20,
                true);
        assertThat(body.stream().read()).isNegative();
        body.compute(ChecksumAlgorithm.CRC64NVME);
        assertThat(body.checksum(ChecksumAlgorithm.CRC64NVME))
                .contains(new Checksum(ChecksumAlgorithm.CRC64NVME, "AAAAAAAAAAA="));
    }

    @Test
    void read_literalHash() throws Exception {
        byte[] wire = ascii("Welcome to Amazon S3.");
        String hash = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
        for (boolean good : new boolean[] {true, false}) {
            byte[] sent = wire.clone();
            sent[3] ^= (byte) (good ? 0 : 1);
            VerifiedBody body = VerifiedBody.open(
                    authenticated(PayloadMode.LITERAL, hash, SEED),
                    S3Headers.none(),
                    trickle(sent, 4),
                    sent.length,
                    1 << 20,
                    true);
            Throwable thrown = catchThrowable(() -> readAll(body.stream(), 4));
            if (good) {
                assertThat(thrown).isNull();
            } else {
                assertThat(((S3BodyException) thrown).error().code().code()).isEqualTo("XAmzContentSHA256Mismatch");
            }
        }
    }

    private static String unescape(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
