package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import network.cairn.gateway.configuration.RoutingRule.Condition;
import network.cairn.gateway.configuration.RoutingRule.Redirect;
import network.cairn.gateway.configuration.WebsiteConfiguration.RedirectAll;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WebsiteRoutingTest {
    private static WebsiteRequest asks(String key) {
        return asks(key, "");
    }

    private static WebsiteRequest asks(String key, String query) {
        return new WebsiteRequest(key, query, "http", "site.example:9000");
    }

    private static WebsiteConfiguration with(RoutingRule... rules) {
        return new WebsiteConfiguration(null, "index.html", "error.html", List.of(rules));
    }

    private static RoutingRule rule(@Nullable String prefix, @Nullable Integer error, Redirect redirect) {
        return new RoutingRule(new Condition(prefix, error), redirect);
    }

    private static Redirect toHost(String host) {
        return new Redirect(null, host, null, null, null);
    }

    private static Optional<String> location(WebsiteConfiguration site, WebsiteRequest request) {
        return site.redirectBeforeObject(request).map(WebsiteRedirect::location);
    }

    @ParameterizedTest
    @CsvSource({
        ", '', '', http://to.example/",
        ", a/b c.html, '', http://to.example/a/b%20c.html",
        "https, \u00e4?#, '', https://to.example/%C3%A4%3F%23",
        ", a, x=1&y=%20, http://to.example/a?x=1&y=%20",
        ", a, x=\u00e4\", http://to.example/a?x=%C3%A4%22",
        ", /evil.example, '', http://to.example//evil.example"
    })
    void redirectBeforeObject_ofAll_sendsEveryRequest(
            @Nullable String protocol, String key, String query, String location) {
        WebsiteConfiguration site = WebsiteConfiguration.redirectingTo(new RedirectAll("to.example", protocol));
        assertThat(site.redirectBeforeObject(asks(key, query))).contains(new WebsiteRedirect(301, location));
        assertThat(site.redirectAfterError(asks(key), 404)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "docs/, documents/, docs/a.html, http://site.example:9000/documents/a.html",
        "docs/, '', docs/a.html, http://site.example:9000/a.html",
        ", new/, docs/a.html, http://site.example:9000/new/docs/a.html",
        "docs/, documents/, docs/, http://site.example:9000/documents/",
        "docs/, resize?key=, docs/a b.jpg, http://site.example:9000/resize?key=a%20b.jpg",
        "docs/, a b\u00e4\", docs/x, http://site.example:9000/a%20b%C3%A4%22x",
        "docs/, %41/, docs/x, http://site.example:9000/%41/x"
    })
    void redirectBeforeObject_prefixReplaced(@Nullable String prefix, String with, String key, String location) {
        WebsiteConfiguration site = with(rule(prefix, null, new Redirect(null, null, with, null, null)));
        assertThat(location(site, asks(key))).contains(location);
    }

    @Test
    void redirectBeforeObject_wholeKeyReplaced() {
        WebsiteConfiguration site =
                with(rule("images/", null, new Redirect("https", "to.example", null, "gone.html", 302)));
        assertThat(site.redirectBeforeObject(asks("images/a.jpg", "v=1")))
                .contains(new WebsiteRedirect(302, "https://to.example/gone.html?v=1"));
        assertThat(site.redirectBeforeObject(asks("image"))).isEmpty();
        assertThat(site.redirectBeforeObject(asks("Images/a.jpg"))).isEmpty();
    }

    @Test
    void redirectBeforeObject_queryInTheTarget_isPrependedToTheRequests() {
        WebsiteConfiguration site = with(rule(null, null, new Redirect(null, null, "f?key=", null, 307)));
        assertThat(site.redirectBeforeObject(asks("a", "b=c")))
                .contains(new WebsiteRedirect(307, "http://site.example:9000/f?key=a&b=c"));
    }

    @Test
    void redirectBeforeObject_severalRules_theFirstThatMatches() {
        WebsiteConfiguration site = with(
                rule("a/b", null, toHost("one")), rule("a", null, toHost("two")), rule(null, null, toHost("three")));
        assertThat(location(site, asks("a/b/c"))).contains("http://one/a/b/c");
        assertThat(location(site, asks("a/c"))).contains("http://two/a/c");
        assertThat(location(site, asks(""))).contains("http://three/");
    }

    @ParameterizedTest
    @CsvSource({"404, x/a, true", "403, x/a, false", "404, y/a, false", "500, x/a, false"})
    void redirectAfterError_statusAndPrefix_bothMatch(int status, String key, boolean redirected) {
        WebsiteConfiguration site = with(rule("x/", 404, toHost("to")));
        assertThat(site.redirectBeforeObject(asks(key))).isEmpty();
        assertThat(site.redirectAfterError(asks(key), status).isPresent()).isEqualTo(redirected);
    }

    @Test
    void redirectAfterError_rulesWithoutStatus_doNotApply() {
        WebsiteConfiguration site = with(rule("x/", null, toHost("before")), rule(null, 404, toHost("after")));
        assertThat(site.redirectAfterError(asks("x/a"), 404)).contains(new WebsiteRedirect(301, "http://after/x/a"));
        assertThat(location(site, asks("y"))).isEmpty();
    }

    @Test
    void redirect_withoutAnyChange_isToTheRequestItself() {
        WebsiteConfiguration site = with(rule(null, 404, new Redirect(null, null, null, null, 302)));
        assertThat(site.redirectAfterError(asks("a"), 404))
                .contains(new WebsiteRedirect(302, "http://site.example:9000/a"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', index.html, ",
        "a, a, a/index.html",
        "a/, a/index.html, ",
        "a/b, a/b, a/b/index.html",
        "/, /index.html, ",
        "index.html, index.html, index.html/index.html"
    })
    void key_ofARequest_folderMeansItsIndex(String asked, String key, @Nullable String folderKey) {
        WebsiteConfiguration site = with();
        assertThat(site.key(asks(asked))).isEqualTo(key);
        assertThat(site.folderKey(asks(asked))).isEqualTo(Optional.ofNullable(folderKey));
    }

    @ParameterizedTest
    @CsvSource({
        "photos, '', /photos/",
        "a b/c, x=1, /a%20b/c/?x=1",
        "/evil.example, '', /%2Fevil.example/",
        "//evil.example, '', /%2F/evil.example/",
        "\\\\evil.example, '', /%5C%5Cevil.example/",
        "'a\r\nb', '', /a%0D%0Ab/"
    })
    void redirectToFolder_staysOnTheSite(String key, String query, String location) {
        assertThat(with().redirectToFolder(asks(key, query))).isEqualTo(new WebsiteRedirect(302, location));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "http://x", "https://x/y?z", "//x"})
    void checkLocation_ofAnObject_taken(String location) throws S3Exception {
        WebsiteRedirect.checkLocation(location);
        assertThat(WebsiteRedirect.ofObject(location)).isEqualTo(new WebsiteRedirect(301, location));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ftp://x", "HTTP://x", "http:/x", " /a", "javascript:x"})
    void checkLocation_elsewhere_invalidRedirectLocation(String location) {
        assertRefused(
                S3ErrorCode.INVALID_REDIRECT_LOCATION,
                "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
                () -> WebsiteRedirect.checkLocation(location));
    }

    @Test
    void checkLocation_atMost2048Bytes() throws S3Exception {
        String longest = "/" + "a".repeat(2047);
        WebsiteRedirect.checkLocation(longest);
        assertRefused(
                S3ErrorCode.INVALID_REDIRECT_LOCATION,
                "The length of website redirect location cannot exceed 2048 characters.",
                () -> WebsiteRedirect.checkLocation(longest + "a"));
    }
}
