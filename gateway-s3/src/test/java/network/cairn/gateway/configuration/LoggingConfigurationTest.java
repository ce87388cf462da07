package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.assertMalformed;
import static network.cairn.gateway.configuration.RefusalAssertions.refusal;
import static network.cairn.gateway.configuration.RefusalAssertions.text;
import static network.cairn.gateway.configuration.RefusalAssertions.xml;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import network.cairn.gateway.configuration.LogGrant.GranteeType;
import network.cairn.gateway.configuration.LoggingConfiguration.Target;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LoggingConfigurationTest {
    private static final String TO_LOGS = "<TargetBucket>logs</TargetBucket><TargetPrefix>of/</TargetPrefix>";

    private static LoggingConfiguration read(String content) throws S3Exception {
        return LoggingConfiguration.read(xml("<BucketLoggingStatus>" + content + "</BucketLoggingStatus>"));
    }

    private static LoggingConfiguration enabled(String content) throws S3Exception {
        return read("<LoggingEnabled>" + content + "</LoggingEnabled>");
    }

    private static String grant(String grantee, String permission) {
        return "<Grant><Grantee>" + grantee + "</Grantee><Permission>" + permission + "</Permission></Grant>";
    }

    @Test
    void read_nothing_off() throws S3Exception {
        assertThat(read("")).isEqualTo(LoggingConfiguration.OFF);
        assertThat(text(LoggingConfiguration.OFF.toXml())).endsWith("\"></BucketLoggingStatus>");
    }

    @Test
    void read_targetAndGrants_asTheyAre() throws S3Exception {
        LoggingConfiguration read = enabled(TO_LOGS + "<TargetGrants>"
                + grant("<ID>abc</ID><DisplayName>x</DisplayName>", "READ")
                + grant("<EmailAddress>user@example.com</EmailAddress>", "FULL_CONTROL")
                + grant("<URI>http://acs.amazonaws.com/groups/global/AllUsers</URI>", "WRITE") + "</TargetGrants>");
        assertThat(read.target())
                .isEqualTo(new Target(
                        "logs",
                        "of/",
                        List.of(
                                new LogGrant(GranteeType.CANONICAL_USER, "abc", "READ"),
                                new LogGrant(GranteeType.EMAIL, "user@example.com", "FULL_CONTROL"),
                                new LogGrant(
                                        GranteeType.GROUP, "http://acs.amazonaws.com/groups/global/AllUsers", "WRITE")),
                        null));
        assertThat(LoggingConfiguration.read(read.toXml())).isEqualTo(read);
        assertThat(text(read.toXml()))
                .contains("<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\">"
                        + "<URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            | | SIMPLE
            <SimplePrefix/> | SIMPLE | SIMPLE
            <PartitionedPrefix/> | BY_EVENT_TIME | BY_EVENT_TIME
            <PartitionedPrefix><PartitionDateSource>EventTime</PartitionDateSource></PartitionedPrefix> \
            | BY_EVENT_TIME | BY_EVENT_TIME
            <PartitionedPrefix><PartitionDateSource>DeliveryTime</PartitionDateSource></PartitionedPrefix> \
            | BY_DELIVERY_TIME | BY_DELIVERY_TIME
            """)
    void read_keyFormat_asItIs(@Nullable String format, @Nullable LogKeyFormat read, LogKeyFormat effective)
            throws S3Exception {
        LoggingConfiguration logging = enabled(
                TO_LOGS + (format == null ? "" : "<TargetObjectKeyFormat>" + format + "</TargetObjectKeyFormat>"));
        Target target = Objects.requireNonNull(logging.target());
        assertThat(target.keyFormat()).isEqualTo(read);
        assertThat(target.effectiveKeyFormat()).isEqualTo(effective);
        assertThat(LoggingConfiguration.read(logging.toXml())).isEqualTo(logging);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<TargetBucket>logs</TargetBucket>",
                "<TargetPrefix>of/</TargetPrefix>",
                "<TargetBucket/><TargetPrefix/>",
                "<TargetBucket> </TargetBucket><TargetPrefix/>",
                TO_LOGS + "<TargetBucket>other</TargetBucket>",
                TO_LOGS + "<TargetGrants/><TargetGrants/>",
                TO_LOGS + "<TargetGrants><Other/></TargetGrants>",
                TO_LOGS + "<TargetGrants><Grant/></TargetGrants>",
                TO_LOGS + "<TargetGrants><Grant><Permission>READ</Permission></Grant></TargetGrants>",
                TO_LOGS + "<TargetGrants><Grant><Grantee><ID>a</ID></Grantee></Grant></TargetGrants>",
                TO_LOGS + "<TargetObjectKeyFormat/>",
                TO_LOGS + "<TargetObjectKeyFormat><SimplePrefix/><PartitionedPrefix/></TargetObjectKeyFormat>",
                TO_LOGS + "<TargetObjectKeyFormat><SimplePrefix>x</SimplePrefix></TargetObjectKeyFormat>",
                TO_LOGS + "<TargetObjectKeyFormat><PartitionedPrefix><PartitionDateSource>Now</PartitionDateSource>"
                        + "</PartitionedPrefix></TargetObjectKeyFormat>",
                TO_LOGS + "<Extra/>"
            })
    void read_notOfTheSchema_malformed(String content) {
        assertMalformed(() -> enabled(content));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <ID>a</ID> | READ_ACP
            <ID>a</ID> | read
            <ID/> | READ
            '' | READ
            <DisplayName>d</DisplayName> | READ
            <ID>a</ID><URI>b</URI> | READ
            <ID>a</ID><ID>b</ID> | READ
            <Name>a</Name> | READ
            """)
    void read_grantNotOfTheSchema_malformed(String grantee, String permission) {
        assertMalformed(() -> enabled(TO_LOGS + "<TargetGrants>" + grant(grantee, permission) + "</TargetGrants>"));
    }

    @Test
    void read_limits_holdAtTheBoundary() throws S3Exception {
        String bucket = "b".repeat(63);
        assertThat(enabled(TO_LOGS.replace("logs", bucket)).target()).isNotNull();
        assertMalformed(() -> enabled(TO_LOGS.replace("logs", bucket + "b")));
        String prefix = "\u00e4".repeat(400);
        assertThat(enabled(TO_LOGS.replace("of/", prefix)).target()).isNotNull();
        refusal(S3ErrorCode.INVALID_REQUEST, () -> enabled(TO_LOGS.replace("of/", prefix + "x")));
        String grant = grant("<ID>" + "i".repeat(1024) + "</ID>", "READ");
        assertThat(enabled(TO_LOGS + "<TargetGrants>" + grant.repeat(100) + "</TargetGrants>")
                        .target())
                .isNotNull();
        assertMalformed(() -> enabled(TO_LOGS + "<TargetGrants>" + grant.repeat(101) + "</TargetGrants>"));
        assertMalformed(() -> enabled(TO_LOGS + "<TargetGrants>" + grant.replaceFirst("i", "ii") + "</TargetGrants>"));
    }

    @ParameterizedTest
    @CsvSource({
        "SIMPLE, of/2030-01-31-13-59-58-ABC",
        "BY_EVENT_TIME, of/alice/us-east-1/photos/2030/01/31/2030-01-31-00-00-00-ABC",
        "BY_DELIVERY_TIME, of/alice/us-east-1/photos/2030/01/31/2030-01-31-13-59-58-ABC"
    })
    void key_ofALog_inTheFormatOfS3(LogKeyFormat format, String key) {
        var source = new LogKeyFormat.Source("alice", "us-east-1", "photos");
        assertThat(format.key("of/", source, Instant.parse("2030-01-31T13:59:58.999Z"), "ABC"))
                .isEqualTo(key);
    }
}
