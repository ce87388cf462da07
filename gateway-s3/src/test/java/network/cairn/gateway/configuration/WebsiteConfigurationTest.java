package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.assertInvalidArgument;
import static network.cairn.gateway.configuration.RefusalAssertions.assertMalformed;
import static network.cairn.gateway.configuration.RefusalAssertions.assertRefused;
import static network.cairn.gateway.configuration.RefusalAssertions.refusal;
import static network.cairn.gateway.configuration.RefusalAssertions.text;
import static network.cairn.gateway.configuration.RefusalAssertions.xml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import network.cairn.gateway.configuration.RoutingRule.Condition;
import network.cairn.gateway.configuration.RoutingRule.Redirect;
import network.cairn.gateway.configuration.WebsiteConfiguration.RedirectAll;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WebsiteConfigurationTest {
    private static final String INDEX = "<IndexDocument><Suffix>index.html</Suffix></IndexDocument>";
    private static final String HOST = "<HostName>example.com</HostName>";

    private static WebsiteConfiguration read(String content) throws S3Exception {
        return WebsiteConfiguration.read(xml("<WebsiteConfiguration>" + content + "</WebsiteConfiguration>"));
    }

    private static RoutingRule rule(String rule) throws S3Exception {
        return read(withRule(rule)).rules().getFirst();
    }

    private static String withRule(String rule) {
        return INDEX + "<RoutingRules><RoutingRule>" + rule + "</RoutingRule></RoutingRules>";
    }

    private static String redirect(String content) {
        return "<Redirect>" + content + "</Redirect>";
    }

    @Test
    void read_indexErrorAndRules_asTheyAre() throws S3Exception {
        WebsiteConfiguration read = read("""
                <RoutingRules>
                <RoutingRule><Condition><KeyPrefixEquals>docs/</KeyPrefixEquals></Condition>
                <Redirect><ReplaceKeyPrefixWith>documents/</ReplaceKeyPrefixWith></Redirect></RoutingRule>
                <RoutingRule><Redirect><HttpRedirectCode>307</HttpRedirectCode><Protocol>https</Protocol>
                <HostName>example.com:8080/a</HostName><ReplaceKeyWith/></Redirect><Condition>
                <HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals></Condition></RoutingRule>
                </RoutingRules><ErrorDocument><Key>errors/404.html</Key></ErrorDocument>""" + INDEX);
        assertThat(read)
                .isEqualTo(new WebsiteConfiguration(
                        null,
                        "index.html",
                        "errors/404.html",
                        List.of(
                                new RoutingRule(
                                        new Condition("docs/", null),
                                        new Redirect(null, null, "documents/", null, null)),
                                new RoutingRule(
                                        new Condition(null, 404),
                                        new Redirect("https", "example.com:8080/a", null, "", 307)))));
        assertThat(WebsiteConfiguration.read(read.toXml())).isEqualTo(read);
    }

    @Test
    void read_redirectOfAll_asItIs() throws S3Exception {
        WebsiteConfiguration read = read("<RedirectAllRequestsTo>" + HOST + "</RedirectAllRequestsTo>");
        assertThat(read.redirectAll()).isEqualTo(new RedirectAll("example.com", null));
        assertThat(text(read.toXml()))
                .endsWith("<RedirectAllRequestsTo>" + HOST + "</RedirectAllRequestsTo></WebsiteConfiguration>");
        assertThat(read("<RedirectAllRequestsTo>" + HOST + "<Protocol>https</Protocol></RedirectAllRequestsTo>")
                        .redirectAll())
                .isEqualTo(new RedirectAll("example.com", "https"));
    }

    @ParameterizedTest
    @ValueSource(strings = {INDEX, "<ErrorDocument><Key>e</Key></ErrorDocument>", "<RoutingRules/>"})
    void read_redirectOfAllBesideOthers_invalidArgument(String other) {
        assertInvalidArgument(
                "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.",
                "RedirectAllRequestsTo",
                "not null",
                () -> read("<RedirectAllRequestsTo>" + HOST + "</RedirectAllRequestsTo>" + other));
    }

    @Test
    void read_withoutIndex_invalidArgument() {
        for (String content : List.of("", "<ErrorDocument><Key>e</Key></ErrorDocument>")) {
            assertInvalidArgument(
                    "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
                    "IndexDocument",
                    "null",
                    () -> read(content));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/index.html", "index/"})
    void read_indexThatIsNoSuffix_invalidArgument(String suffix) {
        assertInvalidArgument(
                "The IndexDocument Suffix is not well formed",
                "IndexDocument",
                suffix,
                () -> read("<IndexDocument><Suffix>" + suffix + "</Suffix></IndexDocument>"));
    }

    @Test
    void read_emptyIndex_invalidArgument() {
        refusal(S3ErrorCode.INVALID_ARGUMENT, () -> read("<IndexDocument/>"));
        String longest = "i".repeat(1024);
        refusal(
                S3ErrorCode.INVALID_ARGUMENT,
                () -> read("<IndexDocument><Suffix>" + longest + "i</Suffix></IndexDocument>"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                INDEX + INDEX,
                INDEX + "<ErrorDocument/>",
                INDEX + "<ErrorDocument><Key/></ErrorDocument>",
                INDEX + "<ErrorDocument><Key>a</Key><Key>b</Key></ErrorDocument>",
                INDEX + "<RoutingRules/>",
                INDEX + "<RoutingRules><Rule/></RoutingRules>",
                INDEX + "<RoutingRules><RoutingRule/></RoutingRules>",
                INDEX + "<RoutingRules><RoutingRule><Redirect/></RoutingRule></RoutingRules>",
                INDEX + "<RoutingRules><RoutingRule><Redirect>text</Redirect></RoutingRule></RoutingRules>",
                INDEX + "<Other/>",
                "<RedirectAllRequestsTo/>",
                "<RedirectAllRequestsTo><Protocol>http</Protocol></RedirectAllRequestsTo>",
                "<RedirectAllRequestsTo><HostName>a</HostName><HostName>b</HostName></RedirectAllRequestsTo>",
                "<RedirectAllRequestsTo><HostName>a</HostName><Path>b</Path></RedirectAllRequestsTo>"
            })
    void read_notOfTheSchema_malformed(String content) {
        assertMalformed(() -> read(content));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<HttpRedirectCode>abc</HttpRedirectCode>", "<HttpRedirectCode>99999999999</HttpRedirectCode>"})
    void read_statusThatIsNoNumber_malformed(String redirect) {
        assertMalformed(() -> rule(redirect(redirect)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp", "HTTP", "", "http:", "javascript"})
    void read_otherProtocol_invalidRequest(String protocol) {
        String message = "Invalid protocol, protocol can be http or https. If not defined the protocol will be selected"
                + " automatically.";
        String element = "<Protocol>" + protocol + "</Protocol>";
        assertRefused(S3ErrorCode.INVALID_REQUEST, message, () -> rule(redirect(element)));
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                message,
                () -> read("<RedirectAllRequestsTo>" + HOST + element + "</RedirectAllRequestsTo>"));
    }

    @Test
    void read_hostName_blank_invalidRequest() {
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "The HostName cannot be blank. To redirect within the same domain, the element should not be present.",
                () -> rule(redirect("<HostName/>")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b", " ", "a&#10;b", "a&#13;&#10;Set-Cookie: x", "\u00e4.example", "a&lt;b", "a\\b", "a\"b"})
    void read_hostThatNoHeaderCanCarry_invalidArgument(String host) {
        S3Exception refusal =
                refusal(S3ErrorCode.INVALID_ARGUMENT, () -> rule(redirect("<HostName>" + host + "</HostName>")));
        assertThat(refusal).hasMessage("The HostName is not well formed");
    }

    @Test
    void read_hostName_atMost1024Characters() throws S3Exception {
        String longest = "h".repeat(1024);
        assertThat(rule(redirect("<HostName>" + longest + "</HostName>"))
                        .redirect()
                        .hostName())
                .isEqualTo(longest);
        refusal(S3ErrorCode.INVALID_ARGUMENT, () -> rule(redirect("<HostName>" + longest + "h</HostName>")));
    }

    @ParameterizedTest
    @CsvSource({"400, true", "404, true", "599, true", "399, false", "600, false", "0, false", "-404, false"})
    void read_errorStatus_ofErrorsAlone(int status, boolean taken) throws S3Exception {
        String rule = "<Condition><HttpErrorCodeReturnedEquals>" + status + "</HttpErrorCodeReturnedEquals></Condition>"
                + redirect(HOST);
        if (taken) {
            assertThat(rule(rule).condition()).isEqualTo(new Condition(null, status));
        } else {
            assertRefused(
                    S3ErrorCode.INVALID_REQUEST,
                    "The provided HTTP error code (" + status + ") is not valid. Valid codes are 4XX or 5XX.",
                    () -> rule(rule));
        }
    }

    @ParameterizedTest
    @CsvSource({"301, true", "302, true", "399, true", "300, false", "200, false", "400, false"})
    void read_redirectStatus_ofRedirectsAlone(int status, boolean taken) throws S3Exception {
        String rule = redirect("<HttpRedirectCode>" + status + "</HttpRedirectCode>");
        if (taken) {
            assertThat(rule(rule).redirect().status()).isEqualTo(status);
        } else {
            assertRefused(
                    S3ErrorCode.INVALID_REQUEST,
                    "The provided HTTP redirect code (" + status + ") is not valid. Valid codes are 3XX except 300.",
                    () -> rule(rule));
        }
    }

    @Test
    void read_emptyCondition_invalidRequest() {
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "Condition cannot be empty. To redirect all requests without a condition, the condition element"
                        + " shouldn't be present.",
                () -> rule("<Condition/>" + redirect(HOST)));
    }

    @Test
    void read_prefixAndKey_invalidRequest() {
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "You can only define ReplaceKeyPrefix or ReplaceKey but not both.",
                () -> rule(
                        redirect("<ReplaceKeyPrefixWith>a</ReplaceKeyPrefixWith><ReplaceKeyWith>b</ReplaceKeyWith>")));
    }

    @Test
    void read_numberOfRules_1To50() throws S3Exception {
        String rule = "<RoutingRule>" + redirect(HOST) + "</RoutingRule>";
        assertThat(read(INDEX + "<RoutingRules>" + rule.repeat(50) + "</RoutingRules>")
                        .rules())
                .hasSize(50);
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "51 routing rules provided, the number of routing rules in a website configuration is limited to 50.",
                () -> read(INDEX + "<RoutingRules>" + rule.repeat(51) + "</RoutingRules>"));
    }

    @Test
    void read_keysAndPrefixes_atMost1024Bytes() throws S3Exception {
        String longest = "\u00e4".repeat(512);
        for (String pattern : List.of(
                INDEX + "<ErrorDocument><Key>%s</Key></ErrorDocument>",
                withRule("<Condition><KeyPrefixEquals>%s</KeyPrefixEquals></Condition>" + redirect(HOST)),
                withRule(redirect("<ReplaceKeyPrefixWith>%s</ReplaceKeyPrefixWith>")),
                withRule(redirect("<ReplaceKeyWith>%s</ReplaceKeyWith>")))) {
            assertThat(read(pattern.formatted(longest)).indexSuffix()).isEqualTo("index.html");
            S3Exception refusal = refusal(S3ErrorCode.KEY_TOO_LONG, () -> read(pattern.formatted(longest + "x")));
            assertThat(refusal.elements()).containsEntry("Size", "1025").containsEntry("MaxSizeAllowed", "1024");
        }
    }

    @Test
    void read_documentOfMoreThan128KiB_invalidRequest() throws S3Exception {
        String key = "&quot;".repeat(1024);
        String rule = "<RoutingRule><Condition><KeyPrefixEquals>" + key + "</KeyPrefixEquals></Condition>"
                + redirect("<ReplaceKeyWith>" + key + "</ReplaceKeyWith>") + "</RoutingRule>";
        assertThat(read(INDEX + "<RoutingRules>" + rule.repeat(10) + "</RoutingRules>")
                        .rules())
                .hasSize(10);
        S3Exception refusal = refusal(
                S3ErrorCode.INVALID_REQUEST,
                () -> read(INDEX + "<RoutingRules>" + rule.repeat(11) + "</RoutingRules>"));
        assertThat(refusal).hasMessageContaining("more than 131072");
    }

    @Test
    void configuration_ofNeitherOrBoth_cannotBe() {
        assertThatThrownBy(() -> new WebsiteConfiguration(null, null, null, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WebsiteConfiguration(new RedirectAll("a", null), "i", null, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
