package network.cairn.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import network.cairn.gateway.http.DoorLimits;
import network.cairn.gateway.http.WebsiteDoor;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.s3.RequestObserver;
import network.cairn.gateway.website.BucketWebsite;
import network.cairn.gateway.website.WebsiteSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Websites over HTTP, over metadata and a network in memory.
final class WebsiteTest {
    private static final String PUBLIC = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
            + "\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::site/*\"}]}";
    private static final String LISTABLE = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
            + "\"Principal\":\"*\",\"Action\":[\"s3:GetObject\",\"s3:ListBucket\"],"
            + "\"Resource\":[\"arn:aws:s3:::site/*\",\"arn:aws:s3:::site\"]}]}";
    private static final String SITE = "<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix>"
            + "</IndexDocument>%s</WebsiteConfiguration>";
    private static final String ERROR = "<ErrorDocument><Key>error.html</Key></ErrorDocument>";

    private final Vertx vertx = Vertx.vertx();
    private final TestGateway gateway = new TestGateway();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<RequestObserver.Ended> ended = new CopyOnWriteArrayList<>();
    private WebsiteDoor door = door(List.of());

    private WebsiteDoor door(List<String> domains) {
        return new WebsiteDoor(
                vertx,
                "127.0.0.1",
                new WebsiteSettings(0, domains),
                DoorLimits.defaults().withStopTimeout(Duration.ofSeconds(10)),
                new BucketWebsite(gateway.metadata, gateway.operations),
                new BucketCors(gateway.metadata),
                ended::add,
                gateway.clock,
                new SplittableRandom(1));
    }

    @BeforeEach
    void makeSite() throws Exception {
        gateway.createBucket("site");
        set(BucketSetting.POLICY, PUBLIC);
        put("index.html", "home", "");
        put("docs/index.html", "docs", "");
        put("page.html", "page", "");
        put("error.html", "sorry", "");
        put("moved", "", "/page.html");
        put("away", "", "https://example.org/");
        door.start();
    }

    @AfterEach
    void close() throws Exception {
        door.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Bucket bucket() {
        return Objects.requireNonNull(gateway.metadata.bucket("site"));
    }

    private void set(BucketSetting setting, String document) throws Exception {
        gateway.metadata.updateSettings(bucket(), now -> now.settings().with(setting, document));
    }

    private void put(String key, String text, String redirect) throws Exception {
        TestGateway.Call call = gateway.call("PUT", "site", key)
                .header("content-type", "text/html")
                .body(text);
        (redirect.isEmpty() ? call : call.header("x-amz-website-redirect-location", redirect)).send();
    }

    private HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, headers);
    }

    private static String location(HttpResponse<String> response) {
        return response.headers().firstValue("Location").orElse("");
    }

    @Test
    void get_paths_serveIndexDocumentsAndObjects() throws Exception {
        set(BucketSetting.WEBSITE, SITE.formatted(""));
        assertThat(get("/site/").body()).isEqualTo("home");
        assertThat(get("/site/docs/").body()).isEqualTo("docs");
        HttpResponse<String> page = get("/site/page.html?versionId=ignored");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).isEqualTo("page");
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html");
        assertThat(get("/site/page.html", "Range", "bytes=1-2").body()).isEqualTo("ag");
        assertThat(get(
                                "/site/page.html",
                                "If-None-Match",
                                page.headers().firstValue("ETag").orElseThrow())
                        .statusCode())
                .isEqualTo(304);
        HttpResponse<String> head = send("HEAD", "/site/page.html");
        assertThat(head.headers().firstValue("Content-Length")).hasValue("4");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void get_folderWithoutSlash_redirects() throws Exception {
        set(BucketSetting.WEBSITE, SITE.formatted(ERROR));
        HttpResponse<String> folder = get("/site/docs?a=b");
        assertThat(folder.statusCode()).isEqualTo(302);
        assertThat(location(folder)).isEqualTo("/site/docs/?a=b");
        assertThat(location(get("/site"))).isEqualTo("/site/");
    }

    @Test
    void get_objectsThatRedirect_redirect() throws Exception {
        set(BucketSetting.WEBSITE, SITE.formatted(""));
        HttpResponse<String> moved = get("/site/moved");
        assertThat(moved.statusCode()).isEqualTo(301);
        assertThat(location(moved)).isEqualTo("/site/page.html");
        assertThat(location(get("/site/away"))).isEqualTo("https://example.org/");
    }

    @Test
    void get_nothingThere_isForbiddenOrNotFoundAsS3() throws Exception {
        set(BucketSetting.WEBSITE, SITE.formatted(""));
        HttpResponse<String> hidden = get("/site/nothing");
        assertThat(hidden.statusCode()).isEqualTo(403);
        assertThat(hidden.body()).contains("<li>Code: AccessDenied</li>");
        set(BucketSetting.POLICY, LISTABLE);
        HttpResponse<String> missing = get("/site/no%3Cb%3Ething");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("<li>Code: NoSuchKey</li>").contains("<li>Key: no&lt;b&gt;thing</li>");
        assertThat(missing.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(missing.headers().firstValue("x-amz-error-code")).hasValue("NoSuchKey");
    }

    @Test
    void get_withErrorDocument_hasItsTextAndTheErrorsStatus() throws Exception {
        set(BucketSetting.WEBSITE, SITE.formatted(ERROR));
        set(BucketSetting.POLICY, LISTABLE);
        HttpResponse<String> missing = get("/site/nothing");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).isEqualTo("sorry");
        gateway.call("DELETE", "site", "error.html").send();
        assertThat(get("/site/nothing").body())
                .contains("<li>Code: NoSuchKey</li>")
                .contains("error.html");
    }

    @Test
    void get_routingRules_redirectBeforeAndAfter() throws Exception {
        set(
                BucketSetting.WEBSITE,
                SITE.formatted("<RoutingRules><RoutingRule><Condition><KeyPrefixEquals>old/</KeyPrefixEquals>"
                        + "</Condition><Redirect><ReplaceKeyPrefixWith>docs/</ReplaceKeyPrefixWith></Redirect>"
                        + "</RoutingRule><RoutingRule><Condition><HttpErrorCodeReturnedEquals>403"
                        + "</HttpErrorCodeReturnedEquals></Condition><Redirect><HostName>example.org</HostName>"
                        + "<HttpRedirectCode>307</HttpRedirectCode></Redirect></RoutingRule></RoutingRules>"));
        assertThat(location(get("/site/old/x"))).isEqualTo("http://127.0.0.1:" + door.port() + "/site/docs/x");
        HttpResponse<String> after = get("/site/nothing");
        assertThat(after.statusCode()).isEqualTo(307);
        assertThat(location(after)).isEqualTo("http://example.org/nothing");
    }

    @Test
    void request_withoutSite_isTold() throws Exception {
        assertThat(get("/site/").statusCode()).isEqualTo(404);
        assertThat(get("/site/").body()).contains("<li>Code: NoSuchWebsiteConfiguration</li>");
        assertThat(get("/nowhere/").body()).contains("<li>Code: NoSuchBucket</li>");
        assertThat(get("/").statusCode()).isEqualTo(404);
        HttpResponse<String> post = send("POST", "/site/");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }

    @Test
    void get_privateObjects_areForbidden() throws Exception {
        set(BucketSetting.WEBSITE, SITE.formatted(""));
        gateway.metadata.updateSettings(bucket(), now -> now.settings().without(BucketSetting.POLICY));
        assertThat(get("/site/page.html").statusCode()).isEqualTo(403);
    }

    @Test
    void crossOrigin_requests_areAnsweredByTheBucketsRules() throws Exception {
        set(BucketSetting.WEBSITE, SITE.formatted(""));
        set(
                BucketSetting.CORS,
                "<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod>"
                        + "<AllowedOrigin>http://app.example</AllowedOrigin></CORSRule></CORSConfiguration>");
        assertThat(get("/site/page.html", "Origin", "http://app.example")
                        .headers()
                        .firstValue("Access-Control-Allow-Origin"))
                .hasValue("http://app.example");
        assertThat(get("/site/page.html", "Origin", "http://other.example")
                        .headers()
                        .firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
        HttpResponse<String> preflight = send(
                "OPTIONS", "/site/page.html", "Origin", "http://app.example", "Access-Control-Request-Method", "GET");
        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
                .hasValue("GET");
        assertThat(send(
                                "OPTIONS",
                                "/site/page.html",
                                "Origin",
                                "http://app.example",
                                "Access-Control-Request-Method",
                                "PUT")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void hosts_belowADomainOrByThemselves_nameTheBucket() throws Exception {
        set(BucketSetting.WEBSITE, SITE.formatted(""));
        door.close();
        door = door(List.of("web.example"));
        door.start();
        assertThat(raw("site.web.example:80", "/docs/"))
                .startsWith("HTTP/1.1 200")
                .endsWith("docs");
        assertThat(raw("site", "/page.html")).startsWith("HTTP/1.1 200").endsWith("page");
        assertThat(raw("site.web.example", "/docs")).startsWith("HTTP/1.1 302").contains("Location: /docs/\r\n");
        assertThat(raw("other.web.example", "/")).startsWith("HTTP/1.1 404").contains("NoSuchBucket");
        // A request is told of after its answer; once the door is closed, all are.
        door.close();
        assertThat(ended).extracting(each -> each.subject().bucket()).contains("site", "other");
    }

    private String raw(String host, String path) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
