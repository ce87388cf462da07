package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.assertMalformed;
import static network.cairn.gateway.configuration.RefusalAssertions.assertRefused;
import static network.cairn.gateway.configuration.RefusalAssertions.refusal;
import static network.cairn.gateway.configuration.RefusalAssertions.text;
import static network.cairn.gateway.configuration.RefusalAssertions.xml;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CorsConfigurationTest {
    private static final String GET_ANY = "<AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin>";

    private static CorsConfiguration read(String... rules) throws S3Exception {
        return CorsConfiguration.read(xml(document(rules)));
    }

    private static String document(String... rules) {
        return "<CORSConfiguration><CORSRule>" + String.join("</CORSRule><CORSRule>", rules)
                + "</CORSRule></CORSConfiguration>";
    }

    private static CorsRule rule(@Nullable String id, @Nullable Integer maxAgeSeconds) {
        return new CorsRule(id, List.of("GET"), List.of("*"), List.of(), List.of(), maxAgeSeconds);
    }

    @Test
    void read_allOfARule_inItsOrder() throws S3Exception {
        CorsConfiguration read = read("""
                <ExposeHeader>x-amz-request-id</ExposeHeader><ExposeHeader>x-amz-id-2</ExposeHeader>
                <MaxAgeSeconds> 3000 </MaxAgeSeconds><ID>first</ID>
                <AllowedOrigin>http://www.example.com</AllowedOrigin><AllowedOrigin>https://*.example.org</AllowedOrigin>
                <AllowedMethod>PUT</AllowedMethod><AllowedMethod>DELETE</AllowedMethod>
                <AllowedHeader>*</AllowedHeader><AllowedHeader>X-Amz-*</AllowedHeader>""", GET_ANY);
        assertThat(read.rules())
                .containsExactly(
                        new CorsRule(
                                "first",
                                List.of("PUT", "DELETE"),
                                List.of("http://www.example.com", "https://*.example.org"),
                                List.of("*", "X-Amz-*"),
                                List.of("x-amz-request-id", "x-amz-id-2"),
                                3000),
                        rule(null, null));
        assertThat(CorsConfiguration.read(read.toXml())).isEqualTo(read);
    }

    @Test
    void toXml_ofARule_onlyWhatItSays() throws S3Exception {
        assertThat(text(read(GET_ANY).toXml()))
                .endsWith("\"><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule>"
                        + "</CORSConfiguration>");
    }

    @Test
    void read_noRules_malformed() {
        assertMalformed(() -> CorsConfiguration.read(xml("<CORSConfiguration/>")));
    }

    @Test
    void read_rulesAtTheLimit_taken() throws S3Exception {
        String[] rules = new String[100];
        Arrays.fill(rules, GET_ANY);
        assertThat(read(rules).rules()).hasSize(100);
    }

    @Test
    void read_oneRuleTooMany_invalidRequest() {
        String[] rules = new String[101];
        Arrays.fill(rules, GET_ANY);
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "The number of CORS rules should not exceed allowed limit of 100 rules.",
                () -> read(rules));
    }

    @Test
    void read_documentOf64KiB_isTheLongest() throws S3Exception {
        int others = read(GET_ANY.replace("*", "")).toXml().length;
        String longest = GET_ANY.replace("*", "o".repeat((64 << 10) - others));
        assertThat(read(longest).toXml()).hasSize(64 << 10);
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "The CORS configuration is 65537 bytes long, which is more than 65536.",
                () -> read(longest.replace("<AllowedOrigin>", "<AllowedOrigin>o")));
    }

    @Test
    void read_documentThatGrowsByEscapes_isMeasuredAsItIsKept() {
        String quotes = GET_ANY.replace("*", "\"".repeat(11_000));
        assertThat(refusal(S3ErrorCode.INVALID_REQUEST, () -> read(quotes))).hasMessageContaining("more than 65536");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<AllowedMethod>GET</AllowedMethod>",
                "<AllowedOrigin>*</AllowedOrigin>",
                GET_ANY + "<Extra/>",
                GET_ANY + "text",
                GET_ANY + "<ID>a</ID><ID>b</ID>",
                GET_ANY + "<ID><b/></ID>",
                GET_ANY + "<MaxAgeSeconds>1</MaxAgeSeconds><MaxAgeSeconds>1</MaxAgeSeconds>",
                GET_ANY + "<MaxAgeSeconds>-1</MaxAgeSeconds>",
                GET_ANY + "<MaxAgeSeconds>2147483648</MaxAgeSeconds>",
                GET_ANY + "<MaxAgeSeconds>1.5</MaxAgeSeconds>",
                GET_ANY + "<MaxAgeSeconds>soon</MaxAgeSeconds>",
                GET_ANY + "<MaxAgeSeconds/>",
                GET_ANY + "<ExposeHeader>a b</ExposeHeader>",
                GET_ANY + "<ExposeHeader>a&#13;&#10;b</ExposeHeader>",
                GET_ANY + "<ExposeHeader>\u00e4</ExposeHeader>",
                GET_ANY + "<ExposeHeader>&#x7f;</ExposeHeader>"
            })
    void read_ruleNotOfTheSchema_malformed(String rule) {
        assertMalformed(() -> read(rule));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, Integer.MAX_VALUE})
    void read_anyMaxAge_taken(int seconds) throws S3Exception {
        assertThat(read(GET_ANY + "<MaxAgeSeconds>" + seconds + "</MaxAgeSeconds>")
                        .rules())
                .containsExactly(rule(null, seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "HEAD", "POST", "DELETE"})
    void read_methodOfS3_taken(String method) throws S3Exception {
        assertThat(read(GET_ANY.replace("GET", method)).rules().getFirst().allowedMethods())
                .containsExactly(method);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "PATCH", "get", "*", "", " GET"})
    void read_otherMethod_invalidRequest(String method) {
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "Found unsupported HTTP method in CORS config. Unsupported method is " + method,
                () -> read(GET_ANY.replace("GET", method)));
    }

    @ParameterizedTest
    @CsvSource({
        "AllowedOrigin, *.*, AllowedOrigin \"*.*\" can not have more than one wildcard.",
        "AllowedOrigin, **, AllowedOrigin \"**\" can not have more than one wildcard.",
        "AllowedHeader, x-*-*, AllowedHeader \"x-*-*\" can not have more than one wildcard.",
        "ExposeHeader, *, ExposeHeader \"*\" contains wildcard. We currently do not support wildcard for ExposeHeader.",
        "ExposeHeader, x-*, ExposeHeader \"x-*\" contains wildcard. We currently do not support wildcard for ExposeHeader."
    })
    void read_wildcardsWhereS3HasNone_invalidRequest(String element, String value, String message) {
        String rule = GET_ANY + "<" + element + ">" + value + "</" + element + ">";
        assertRefused(S3ErrorCode.INVALID_REQUEST, message, () -> read(rule));
    }

    @Test
    void read_emptyOrigin_taken() throws S3Exception {
        assertThat(read(GET_ANY.replace("*", "")).rules().getFirst().allowedOrigins())
                .containsExactly("");
    }

    @Test
    void read_ids_uniqueAndAtMost255Characters() throws S3Exception {
        String longest = "<ID>" + "i".repeat(255) + "</ID>" + GET_ANY;
        assertThat(read(longest).rules().getFirst().id()).hasSize(255);
        assertRefused(
                S3ErrorCode.INVALID_ARGUMENT,
                "ID length should not exceed allowed limit of 255",
                () -> read(longest.replaceFirst("i", "ii")));
        assertRefused(
                S3ErrorCode.INVALID_ARGUMENT,
                "Rule ID must be unique. Found same ID for more than one rule",
                () -> read(longest, longest));
        assertThat(read("<ID/>" + GET_ANY, "<ID></ID>" + GET_ANY).rules())
                .containsExactly(rule("", null), rule("", null));
    }
}
