package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.OperationErrors.error;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import network.cairn.gateway.operation.TestGateway.Answer;
import network.cairn.gateway.operation.TestGateway.Call;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The settings of a bucket that are a document each, which can be put, got and mostly deleted.
final class BucketDocumentOperationsTest {
    private static final String NAMESPACE = " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";

    private static final Setting CORS = new Setting(
            "cors",
            "<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule>"
                    + "</CORSConfiguration>",
            "<CORSConfiguration><CORSRule><ID>a</ID><AllowedMethod>PUT</AllowedMethod><AllowedOrigin>http://a"
                    + "</AllowedOrigin><MaxAgeSeconds>5</MaxAgeSeconds></CORSRule></CORSConfiguration>",
            S3ErrorCode.NO_SUCH_CORS_CONFIGURATION,
            "The CORS configuration does not exist");

    private static final Setting LIFECYCLE = new Setting(
            "lifecycle",
            "<LifecycleConfiguration><Rule><ID>a</ID><Filter><Prefix>logs/</Prefix></Filter><Status>Enabled</Status>"
                    + "<Expiration><Days>365</Days></Expiration></Rule></LifecycleConfiguration>",
            "<LifecycleConfiguration><Rule><ID>b</ID><Prefix>tmp/</Prefix><Status>Disabled</Status>"
                    + "<Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>",
            S3ErrorCode.NO_SUCH_LIFECYCLE_CONFIGURATION,
            "The lifecycle configuration does not exist");

    private static final Setting WEBSITE = new Setting(
            "website",
            "<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix></IndexDocument></WebsiteConfiguration>",
            "<WebsiteConfiguration><RedirectAllRequestsTo><HostName>example.com</HostName></RedirectAllRequestsTo>"
                    + "</WebsiteConfiguration>",
            S3ErrorCode.NO_SUCH_WEBSITE_CONFIGURATION,
            "The specified bucket does not have a website configuration");

    private final TestGateway gateway = new TestGateway();

    /// @param first a document as it is told again
    /// @param second another one
    record Setting(String subresource, String first, String second, S3ErrorCode missing, String missingMessage) {
        @Override
        public String toString() {
            return subresource;
        }
    }

    static Stream<Setting> settings() {
        return Stream.of(CORS, LIFECYCLE, WEBSITE);
    }

    @BeforeEach
    void createBucket() throws Exception {
        gateway.createBucket("bucket");
    }

    private Call call(String method, Setting setting) {
        return gateway.call(method, "bucket", null).query(setting.subresource, "");
    }

    private Answer get(Setting setting) throws Exception {
        return call("GET", setting).send();
    }

    /// The document without its declaration and namespace.
    private static String plain(Answer answer) {
        return answer.text().replaceFirst("(?s)^<\\?xml[^>]*>\\s*", "").replace(NAMESPACE, "");
    }

    @ParameterizedTest
    @MethodSource("settings")
    void get_whatWasPut_theLastDocument(Setting setting) throws Exception {
        for (String document : List.of(setting.first, setting.second, setting.first)) {
            Answer put = call("PUT", setting).body(document).send();
            assertThat(put.status()).isEqualTo(200);
            assertThat(put.body()).isEmpty();
            Answer got = get(setting);
            assertThat(got.status()).isEqualTo(200);
            assertThat(got.header("Content-Type")).contains("application/xml");
            assertThat(plain(got)).isEqualTo(document);
            assertThat(got.text())
                    .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
                    .contains(NAMESPACE);
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void get_nothingPut_itsOwnError(Setting setting) {
        S3Exception error = error(setting.missing, setting.missingMessage, call("GET", setting));
        assertThat(error.code().status()).isEqualTo(404);
        assertThat(error.elements()).containsEntry("BucketName", "bucket");
    }

    @ParameterizedTest
    @MethodSource("settings")
    void delete_ofADocument_andOfNone(Setting setting) throws Exception {
        assertThat(call("DELETE", setting).send().status()).isEqualTo(204);
        call("PUT", setting).body(setting.first).send();
        for (int i = 0; i < 2; i++) {
            Answer deleted = call("DELETE", setting).send();
            assertThat(deleted.status()).isEqualTo(204);
            assertThat(deleted.body()).isEmpty();
            error(setting.missing, call("GET", setting));
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void put_wrongDocument_refusedAndNothingChanged(Setting setting) throws Exception {
        call("PUT", setting).body(setting.first).send();
        error(S3ErrorCode.MISSING_REQUEST_BODY, "Request Body is empty", call("PUT", setting));
        error(S3ErrorCode.MALFORMED_XML, call("PUT", setting).body("<Wrong/>"));
        error(S3ErrorCode.MALFORMED_XML, call("PUT", setting).body(setting.second.replaceFirst(">", "><Wrong/>")));
        error(S3ErrorCode.MAX_MESSAGE_LENGTH_EXCEEDED, call("PUT", setting).body(new byte[(1 << 20) + 1]));
        assertThat(plain(get(setting))).isEqualTo(setting.first);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void settings_ofABucket_areIndependentOfEachOtherAndOfOtherBuckets(Setting setting) throws Exception {
        gateway.createBucket("other");
        for (Setting each : List.of(CORS, LIFECYCLE, WEBSITE)) {
            call("PUT", each).body(each.first).send();
        }
        call("DELETE", setting).send();
        for (Setting each : List.of(CORS, LIFECYCLE, WEBSITE)) {
            if (each.equals(setting)) {
                error(each.missing, call("GET", each));
            } else {
                assertThat(plain(get(each))).isEqualTo(each.first);
            }
            error(each.missing, gateway.call("GET", "other", null).query(each.subresource, ""));
        }
        assertThat(gateway.put("bucket", "k", new byte[1]).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void settings_ofADeletedBucket_areGoneWithIt(Setting setting) throws Exception {
        call("PUT", setting).body(setting.first).send();
        gateway.call("DELETE", "bucket", null).send();
        error(S3ErrorCode.NO_SUCH_BUCKET, call("GET", setting));
        gateway.createBucket("bucket");
        error(setting.missing, call("GET", setting));
    }

    /// What fits when it is sent can be too long as it is kept, and would make the bucket unreadable.
    @Test
    void put_documentThatGrowsByEscapes_refusedAndTheBucketStaysReadable() throws Exception {
        StringBuilder rules = new StringBuilder("<LifecycleConfiguration>");
        for (int i = 0; i < 800; i++) {
            rules.append("<Rule><Filter><Prefix>").append("\"".repeat(1024));
            rules.append("</Prefix></Filter><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule>");
        }
        S3Exception error = error(
                S3ErrorCode.MAX_MESSAGE_LENGTH_EXCEEDED,
                call("PUT", LIFECYCLE).body(rules + "</LifecycleConfiguration>"));
        assertThat(error.elements()).containsEntry("MaxMessageLengthBytes", "1048576");
        error(S3ErrorCode.NO_SUCH_LIFECYCLE_CONFIGURATION, call("GET", LIFECYCLE));
        assertThat(gateway.call("GET", null, null).send().elements("Name")).containsExactly("bucket");
    }

    @Test
    void lifecycle_ruleWithoutId_getsOne() throws Exception {
        call("PUT", LIFECYCLE).body(LIFECYCLE.first.replace("<ID>a</ID>", "")).send();
        assertThat(get(LIFECYCLE).elements("ID")).singleElement().asString().hasSize(48);
    }

    @Test
    void lifecycle_withTransitions_notImplemented() {
        error(
                S3ErrorCode.NOT_IMPLEMENTED,
                call("PUT", LIFECYCLE)
                        .body(
                                LIFECYCLE.first.replace(
                                        "<Expiration>",
                                        "<Transition><Days>30</Days><StorageClass>GLACIER</StorageClass></Transition><Expiration>")));
    }

    @Test
    void lifecycle_leastSizeOfTransitions_isTheDefault() throws Exception {
        String header = "x-amz-transition-default-minimum-object-size";
        Answer put = call("PUT", LIFECYCLE).body(LIFECYCLE.first).send();
        assertThat(put.header(header)).contains("all_storage_classes_128K");
        assertThat(get(LIFECYCLE).header(header)).contains("all_storage_classes_128K");
        Call same = call("PUT", LIFECYCLE).header(header, "all_storage_classes_128K");
        assertThat(same.body(LIFECYCLE.first).send().status()).isEqualTo(200);
        error(
                S3ErrorCode.INVALID_REQUEST,
                "Invalid TransitionDefaultMinimumObjectSize found: value",
                call("PUT", LIFECYCLE).header(header, "value").body(LIFECYCLE.first));
        error(
                S3ErrorCode.NOT_IMPLEMENTED,
                call("PUT", LIFECYCLE).header(header, "varies_by_storage_class").body(LIFECYCLE.first));
    }

    @Test
    void cors_rulesBeyondTheLimit_invalidRequest() {
        String rule = "<CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule>";
        error(
                S3ErrorCode.INVALID_REQUEST,
                call("PUT", CORS).body("<CORSConfiguration>" + rule.repeat(101) + "</CORSConfiguration>"));
    }

    @Test
    void website_ofAForeignProtocol_invalidRequest() {
        error(
                S3ErrorCode.INVALID_REQUEST,
                call("PUT", WEBSITE)
                        .body(WEBSITE.second.replace("</HostName>", "</HostName><Protocol>ftp</Protocol>")));
        error(S3ErrorCode.INVALID_ARGUMENT, call("PUT", WEBSITE).body("<WebsiteConfiguration/>"));
    }
}
