package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.assertInvalidArgument;
import static network.cairn.gateway.configuration.RefusalAssertions.assertMalformed;
import static network.cairn.gateway.configuration.RefusalAssertions.assertRefused;
import static network.cairn.gateway.configuration.RefusalAssertions.refusal;
import static network.cairn.gateway.configuration.RefusalAssertions.xml;
import static org.assertj.core.api.Assertions.assertThat;

import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Transitions, none of which is carried out: refused as S3 would where it would, and as not implemented otherwise.
final class LifecycleTransitionTest {
    private static LifecycleConfiguration read(String actions) throws S3Exception {
        return LifecycleConfiguration.read(xml("<LifecycleConfiguration><Rule><Filter/><Status>Enabled</Status>"
                + actions + "</Rule></LifecycleConfiguration>"));
    }

    private static String transition(String when, String storageClass) {
        return "<Transition>" + when + "<StorageClass>" + storageClass + "</StorageClass></Transition>";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GLACIER", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "DEEP_ARCHIVE", "GLACIER_IR"})
    void read_transitionThatS3Takes_notImplemented(String storageClass) {
        S3Exception refusal =
                refusal(S3ErrorCode.NOT_IMPLEMENTED, () -> read(transition("<Days>30</Days>", storageClass)));
        assertThat(refusal).hasMessageContaining("STANDARD");
        refusal(S3ErrorCode.NOT_IMPLEMENTED, () -> read(transition("<Date>2030-01-01</Date>", storageClass)));
        refusal(
                S3ErrorCode.NOT_IMPLEMENTED,
                () -> read("<NoncurrentVersionTransition><NoncurrentDays>0</NoncurrentDays><NewerNoncurrentVersions>1"
                        + "</NewerNoncurrentVersions><StorageClass>" + storageClass
                        + "</StorageClass></NoncurrentVersionTransition>"));
    }

    @Test
    void read_laterRuleWrong_refusedForThat() {
        String good = "<Filter/><Status>Enabled</Status>" + transition("<Days>30</Days>", "GLACIER");
        assertMalformed(() -> LifecycleConfiguration.read(xml("<LifecycleConfiguration><Rule>" + good
                + "</Rule><Rule><Filter/><Status>on</Status></Rule></LifecycleConfiguration>")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Transition/>",
                "<Transition><Days>30</Days></Transition>",
                "<Transition><StorageClass>GLACIER</StorageClass></Transition>",
                "<Transition><Days>30</Days><Date>2030-01-01</Date><StorageClass>GLACIER</StorageClass></Transition>",
                "<Transition><Days>30</Days><StorageClass>STANDARD</StorageClass></Transition>",
                "<Transition><Days>30</Days><StorageClass>glacier</StorageClass></Transition>",
                "<Transition><Days>x</Days><StorageClass>GLACIER</StorageClass></Transition>",
                "<Transition><Date>x</Date><StorageClass>GLACIER</StorageClass></Transition>",
                "<Transition><Days>30</Days><StorageClass>GLACIER</StorageClass><More/></Transition>",
                "<NoncurrentVersionTransition><StorageClass>GLACIER</StorageClass></NoncurrentVersionTransition>",
                "<NoncurrentVersionTransition><NoncurrentDays>-1</NoncurrentDays><StorageClass>GLACIER</StorageClass>"
                        + "</NoncurrentVersionTransition>",
                "<NoncurrentVersionTransition><NoncurrentDays>1</NoncurrentDays><NewerNoncurrentVersions>0"
                        + "</NewerNoncurrentVersions><StorageClass>GLACIER</StorageClass></NoncurrentVersionTransition>"
            })
    void read_transitionNotOfTheSchema_malformed(String transition) {
        assertMalformed(() -> read(transition));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            -1, GLACIER, 'Days' in Transition action must be nonnegative
            0, ONEZONE_IA, 'Days' in Transition action must be greater than or equal to 30 for storageClass 'ONEZONE_IA'
            29, STANDARD_IA, \
            'Days' in Transition action must be greater than or equal to 30 for storageClass 'STANDARD_IA'
            """)
    void read_daysTooFew_invalidArgument(int days, String storageClass, String message) {
        assertRefused(
                S3ErrorCode.INVALID_ARGUMENT,
                message,
                () -> read(transition("<Days>" + days + "</Days>", storageClass)));
    }

    @Test
    void read_daysEnough_notRefusedForThem() {
        refusal(S3ErrorCode.NOT_IMPLEMENTED, () -> read(transition("<Days>0</Days>", "GLACIER_IR")));
        refusal(S3ErrorCode.NOT_IMPLEMENTED, () -> read(transition("<Days>30</Days>", "ONEZONE_IA")));
    }

    @Test
    void read_dateNotAtMidnight_invalidArgument() {
        assertInvalidArgument(
                "'Date' must be at midnight GMT",
                "Date",
                "2030-01-01T01:00:00Z",
                () -> read(transition("<Date>2030-01-01T01:00:00Z</Date>", "GLACIER")));
    }

    @Test
    void read_datesAndDaysMixed_invalidRequest() {
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule",
                () -> read(
                        transition("<Date>2030-01-01</Date>", "GLACIER") + "<Expiration><Days>9</Days></Expiration>"));
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule",
                () -> read(
                        transition("<Days>1</Days>", "GLACIER") + "<Expiration><Date>2030-01-01</Date></Expiration>"));
    }

    @Test
    void read_sameClassTwice_invalidRequest() {
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "'StorageClass' must be different for 'Transition' actions in same 'Rule'",
                () -> read(transition("<Days>1</Days>", "GLACIER") + transition("<Days>2</Days>", "GLACIER")));
    }
}
