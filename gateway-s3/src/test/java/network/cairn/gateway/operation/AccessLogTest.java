package network.cairn.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import network.cairn.gateway.accesslog.AccessLog;
import network.cairn.gateway.accesslog.AccessLogSettings;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.ListQuery;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.s3.RequestObserver;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AccessLogTest {
    private static final AccessLogSettings SETTINGS = new AccessLogSettings(Duration.ofSeconds(60), 2048, 4096);

    private final TestGateway gateway = new TestGateway();
    private AccessLog log = log(SETTINGS);

    private AccessLog log(AccessLogSettings settings) {
        return new AccessLog(
                gateway.metadata, new LogObjects(gateway.backend), settings, gateway.clock, new SplittableRandom(1));
    }

    @BeforeEach
    void makeBuckets() throws Exception {
        gateway.createBucket("source");
        gateway.createBucket("logs");
        gateway.call("PUT", "logs", null)
                .query("policy", "")
                .body("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
                        + "\"logging.s3.amazonaws.com\"},\"Action\":\"s3:PutObject\","
                        + "\"Resource\":\"arn:aws:s3:::logs/log/*\"}]}")
                .send();
    }

    private TestGateway.Answer configure(String target, String more) throws Exception {
        return gateway.call("PUT", "source", null)
                .query("logging", "")
                .body("<BucketLoggingStatus><LoggingEnabled><TargetBucket>" + target
                        + "</TargetBucket><TargetPrefix>log/</TargetPrefix>" + more
                        + "</LoggingEnabled></BucketLoggingStatus>")
                .send();
    }

    private void request(String bucket, @Nullable String key, String uri) {
        log.ended(new RequestObserver.Ended(
                new RequestObserver.Subject(bucket, key, S3Headers.of("User-Agent", "test \"x\""), false, null),
                "GET",
                uri,
                "HTTP/1.1",
                "192.0.2.7",
                "REQUEST",
                "HOST",
                gateway.clock.instant(),
                S3Response.empty(403),
                "AccessDenied",
                243));
    }

    private List<String> keys() {
        Bucket bucket = Objects.requireNonNull(gateway.metadata.bucket("logs"));
        return gateway.metadata.objects(bucket.id(), new ListQuery("", "", "", 100)).entries().stream()
                .map(ObjectRecord::key)
                .toList();
    }

    private List<String> lines() throws Exception {
        var lines = new ArrayList<String>();
        for (String key : keys()) {
            gateway.get("logs", key).text().lines().forEach(lines::add);
        }
        return lines;
    }

    private void stop() {
        log.start();
        log.close();
    }

    @Test
    void requests_onALoggedBucket_areLinesOfAnObject() throws Exception {
        configure("logs", "");
        request("source", "a b", "/source/a%20b?x=1");
        request("logs", "other", "/logs/other");
        request("nowhere", null, "/nowhere");
        stop();
        assertThat(lines()).hasSize(1);
        assertThat(lines().getFirst())
                .startsWith(CanonicalUser.idOf("alice") + " source [02/Jan/2026:03:04:05 +0000] 192.0.2.7 - REQUEST"
                        + " REST.GET.OBJECT a%2520b \"GET /source/a%20b?x=1 HTTP/1.1\" 403 AccessDenied 243 - 0 -"
                        + " \"-\" \"test %22x%22\" - HOST");
        assertThat(keys().getFirst()).startsWith("log/2026-01-02-03-04-05-");
    }

    @Test
    void put_targetThatLocksByDefaultOrIsPaidByRequesters_isRefused() throws Exception {
        Bucket logs = Objects.requireNonNull(gateway.metadata.bucket("logs"));
        String locks = "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>%s"
                + "</ObjectLockConfiguration>";
        String payer = "<RequestPaymentConfiguration><Payer>%s</Payer></RequestPaymentConfiguration>";
        gateway.metadata.updateSettings(
                logs,
                now -> now.settings()
                        .with(BucketSetting.OBJECT_LOCK, locks.formatted(""))
                        .with(BucketSetting.REQUEST_PAYMENT, payer.formatted("BucketOwner")));
        assertThat(configure("logs", "").status()).isEqualTo(200);
        gateway.metadata.updateSettings(
                logs,
                now -> now.settings()
                        .with(
                                BucketSetting.OBJECT_LOCK,
                                locks.formatted("<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days>"
                                        + "</DefaultRetention></Rule>")));
        assertThatThrownBy(() -> configure("logs", ""))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("default retention");
        gateway.metadata.updateSettings(
                logs,
                now -> now.settings()
                        .without(BucketSetting.OBJECT_LOCK)
                        .with(BucketSetting.REQUEST_PAYMENT, payer.formatted("Requester")));
        assertThatThrownBy(() -> configure("logs", "")).isInstanceOf(S3Exception.class);
    }

    @Test
    void put_configuration_isValidated() throws Exception {
        assertThat(configure("logs", "").status()).isEqualTo(200);
        assertThat(gateway.call("GET", "source", null)
                        .query("logging", "")
                        .send()
                        .element("TargetBucket"))
                .isEqualTo("logs");
        for (String target : List.of("nowhere", "source")) {
            // The second one exists, but lets nobody write logs.
            assertThatThrownBy(() -> configure(target, ""))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_TARGET_BUCKET_FOR_LOGGING));
        }
        gateway.call("PUT", "bobs", null).tenant("bob").send();
        assertThatThrownBy(() -> configure("bobs", "")).isInstanceOf(S3Exception.class);
        gateway.call("PUT", "source", null)
                .query("logging", "")
                .body("<BucketLoggingStatus/>")
                .send();
        request("source", "a", "/source/a");
        stop();
        assertThat(keys()).isEmpty();
    }

    @Test
    void logDeliveryGroup_mayBeGivenTheTargetByItsList() throws Exception {
        gateway.createBucket("listed");
        gateway.call("PUT", "listed", null)
                .query("acl", "")
                .header("x-amz-acl", "log-delivery-write")
                .send();
        assertThat(configure("listed", "").status()).isEqualTo(200);
    }

    @Test
    void partitionedKeys_tellOwnerBucketAndDay() throws Exception {
        configure(
                "logs",
                "<TargetObjectKeyFormat><PartitionedPrefix><PartitionDateSource>EventTime</PartitionDateSource>"
                        + "</PartitionedPrefix></TargetObjectKeyFormat>");
        request("source", "a", "/source/a");
        gateway.clock.advance(Duration.ofDays(1));
        request("source", "b", "/source/b");
        stop();
        assertThat(keys())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("log/alice/us-east-1/source/2026/01/02/2026-01-02-00-00-00-");
    }

    @Test
    void buffer_full_losesLinesAndNothingElse() throws Exception {
        configure("logs", "");
        for (int i = 0; i < 100; i++) {
            request("source", "key-" + i, "/source/key-" + i);
        }
        stop();
        assertThat(log.lost()).isPositive();
        assertThat(lines().size() + log.lost()).isEqualTo(100);
    }

    @Test
    void network_down_linesWaitForIt() throws Exception {
        configure("logs", "");
        log = log(new AccessLogSettings(Duration.ofSeconds(60), 2048, 1 << 16));
        // Enough bytes that they are not kept inline.
        for (int i = 0; i < 12; i++) {
            request("source", "k".repeat(500), "/source/" + "k".repeat(500));
        }
        gateway.network.uploadsFail = true;
        stop();
        assertThat(keys()).isEmpty();
        gateway.network.uploadsFail = false;
        stop();
        assertThat(lines().size() + log.lost()).isEqualTo(12);
    }

    @Test
    void target_thatTakesNoLogsAnyMore_losesThem() throws Exception {
        configure("logs", "");
        gateway.call("DELETE", "logs", null).query("policy", "").send();
        request("source", "a", "/source/a");
        stop();
        assertThat(log.lost()).isEqualTo(1);
        assertThat(keys()).isEmpty();
    }
}
