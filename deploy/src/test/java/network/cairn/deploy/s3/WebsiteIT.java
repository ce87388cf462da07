package network.cairn.deploy.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.Protocol;
import software.amazon.awssdk.services.s3.model.RoutingRule;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

/// A bucket as browsers see it.
@S3Suite
class WebsiteIT {
    private final S3Client s3 = SharedNetwork.get().clients().sync();
    private final TestBucket bucket = TestBucket.create();
    private final String name = bucket.name();

    @BeforeEach
    void makePublic() {
        s3.putBucketPolicy(request -> request.bucket(name).policy("""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",
            "Action":"s3:GetObject","Resource":"arn:aws:s3:::%s/*"}]}\
            """.formatted(name)));
        s3.putObject(
                request -> request.bucket(name).key("index.html").contentType("text/html"),
                RequestBody.fromString("<h1>home</h1>"));
        bucket.put("docs/index.html", "docs");
        bucket.put("error.html", "sorry");
        s3.putBucketWebsite(request -> request.bucket(name)
                .websiteConfiguration(site -> site.indexDocument(index -> index.suffix("index.html"))
                        .errorDocument(error -> error.key("error.html"))
                        .routingRules(RoutingRule.builder()
                                .condition(condition -> condition.keyPrefixEquals("moved/"))
                                .redirect(redirect -> redirect.replaceKeyPrefixWith("docs/"))
                                .build())));
    }

    private RawS3.Answer browse(String path) throws Exception {
        return RawS3.fetch("GET", URI.create(SharedNetwork.get().website() + "/" + name + path), new byte[0]);
    }

    @Test
    @S3Behaviour(operation = "website", parameter = "IndexDocument")
    void folder_showsItsIndex() throws Exception {
        RawS3.Answer home = browse("/");
        assertThat(home.text()).isEqualTo("<h1>home</h1>");
        assertThat(home.header("content-type")).isEqualTo("text/html");
        assertThat(browse("/docs/").text()).isEqualTo("docs");
        RawS3.Answer folder = browse("/docs");
        assertThat(folder.status()).isEqualTo(302);
        assertThat(folder.header("location")).endsWith("/docs/");
    }

    @Test
    @S3Behaviour(operation = "website", parameter = "ErrorDocument")
    void absent_showsTheErrorDocument() throws Exception {
        RawS3.Answer absent = browse("/absent");
        assertThat(absent.text()).isEqualTo("sorry");
        assertThat(absent.status()).isIn(403, 404);
    }

    @Test
    @S3Behaviour(
            operation = "website",
            parameter = {"RoutingRules", "x-amz-website-redirect-location"})
    void moved_isRedirected() throws Exception {
        RawS3.Answer moved = browse("/moved/page");
        assertThat(moved.status()).isEqualTo(301);
        assertThat(moved.header("location")).endsWith("/docs/page");
        s3.putObject(
                request -> request.bucket(name).key("old").websiteRedirectLocation("/docs/"),
                RequestBody.fromString(""));
        RawS3.Answer old = browse("/old");
        assertThat(old.status()).isEqualTo(301);
        assertThat(old.header("location")).endsWith("/docs/");
    }

    private void site(Consumer<WebsiteConfiguration.Builder> change) {
        s3.putBucketWebsite(request -> request.bucket(name).websiteConfiguration(site -> {
            site.indexDocument(index -> index.suffix("index.html"));
            change.accept(site);
        }));
    }

    @Test
    @S3Behaviour(operation = "website", parameter = "RedirectAllRequestsTo")
    void everything_isRedirectedElsewhere() throws Exception {
        s3.putBucketWebsite(request -> request.bucket(name)
                .websiteConfiguration(site -> site.redirectAllRequestsTo(
                        all -> all.hostName("example.org").protocol(Protocol.HTTPS))));
        RawS3.Answer page = browse("/docs/page?a=b");
        assertThat(page.status()).isEqualTo(301);
        assertThat(page.header("location")).isEqualTo("https://example.org/docs/page?a=b");
        assertThat(browse("/").header("location")).isEqualTo("https://example.org/");
    }

    @Test
    @S3Behaviour(
            operation = "website",
            parameter = {
                "RoutingRules.Condition.HttpErrorCodeReturnedEquals",
                "RoutingRules.Redirect.ReplaceKeyWith",
                "RoutingRules.Redirect.HttpRedirectCode"
            })
    void error_isRedirectedByTheRuleForIt() throws Exception {
        s3.putBucketPolicy(request -> request.bucket(name).policy("""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",
            "Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::%1$s/*","arn:aws:s3:::%1$s"]}]}\
            """.formatted(name)));
        site(site -> site.routingRules(
                RoutingRule.builder()
                        .condition(
                                condition -> condition.keyPrefixEquals("lost/").httpErrorCodeReturnedEquals("404"))
                        .redirect(redirect ->
                                redirect.replaceKeyWith("error.html").httpRedirectCode("302"))
                        .build(),
                RoutingRule.builder()
                        .condition(condition -> condition.httpErrorCodeReturnedEquals("404"))
                        .redirect(redirect -> redirect.hostName("example.org").replaceKeyPrefixWith("gone/"))
                        .build()));
        RawS3.Answer lost = browse("/lost/page");
        assertThat(lost.status()).isEqualTo(302);
        assertThat(lost.header("location")).endsWith("/error.html");
        RawS3.Answer other = browse("/other");
        assertThat(other.status()).isEqualTo(301);
        assertThat(other.header("location")).isEqualTo("http://example.org/gone/other");
        assertThat(browse("/docs/").text()).isEqualTo("docs");
    }

    @Test
    @S3Behaviour(
            operation = "website",
            parameter = {"HEAD", "methods that change: MethodNotAllowed", "conditions and ranges"})
    void methods_areThoseOfBrowsers() throws Exception {
        URI page = URI.create(SharedNetwork.get().website() + "/" + name + "/index.html");
        RawS3.Answer head = RawS3.fetch("HEAD", page, new byte[0]);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length")).isEqualTo("13");
        assertThat(head.text()).isEmpty();
        String etag = head.header("etag");
        assertThat(RawS3.fetch("GET", page, new byte[0], "If-None-Match", etag).status())
                .isEqualTo(304);
        RawS3.Answer range = RawS3.fetch("GET", page, new byte[0], "Range", "bytes=4-7");
        assertThat(range.status()).isEqualTo(206);
        assertThat(range.text()).isEqualTo("home");
        RawS3.Answer put = RawS3.fetch("PUT", page, Bytes.of("text"));
        assertThat(put.status()).isEqualTo(405);
        assertThat(put.text()).contains("MethodNotAllowed");
        assertThat(RawS3.fetch("DELETE", page, new byte[0]).status()).isEqualTo(405);
    }

    @Test
    @S3Behaviour(operation = "website", parameter = "objects that nobody may read: AccessDenied")
    void privateObjects_areNotShown() throws Exception {
        s3.deleteBucketPolicy(request -> request.bucket(name));
        RawS3.Answer page = browse("/index.html");
        assertThat(page.status()).isEqualTo(403);
        assertThat(page.header("content-type")).startsWith("text/html");
        assertThat(page.text()).contains("AccessDenied").doesNotContain("home");
        s3.putObjectAcl(request -> request.bucket(name).key("index.html").acl(ObjectCannedACL.PUBLIC_READ));
        assertThat(browse("/index.html").text()).isEqualTo("<h1>home</h1>");
    }

    @Test
    @S3Behaviour(operation = "website", parameter = "a bucket that is none")
    void notConfigured_isRefused() throws Exception {
        s3.deleteBucketWebsite(request -> request.bucket(name));
        assertThat(browse("/").status()).isEqualTo(404);
    }
}
