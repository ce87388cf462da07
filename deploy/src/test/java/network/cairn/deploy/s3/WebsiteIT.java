package network.cairn.deploy.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.RoutingRule;

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

    @Test
    @S3Behaviour(operation = "website", parameter = "a bucket that is none")
    void notConfigured_isRefused() throws Exception {
        s3.deleteBucketWebsite(request -> request.bucket(name));
        assertThat(browse("/").status()).isEqualTo(404);
    }
}
