package network.cairn.gateway.website;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.gateway.configuration.ParsedDocuments;
import network.cairn.gateway.configuration.WebsiteConfiguration;
import network.cairn.gateway.configuration.WebsiteRedirect;
import network.cairn.gateway.configuration.WebsiteRequest;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.s3.Checksum;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.OperationName;
import network.cairn.gateway.s3.QueryParameters;
import network.cairn.gateway.s3.S3Body;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// Serves buckets as websites, as their website configurations say.
///
/// Objects are read by the ordinary operations as nobody, so that a bucket's policy and access control lists decide
/// what the site shows. What the query asks for, such as a version, is left to the pages: a site has no versions.
public final class BucketWebsite {
    private static final String REDIRECT = "x-amz-website-redirect-location";
    private static final int MOVED_PERMANENTLY = 301;

    /// What a browser may say of how it wants an object.
    private static final Set<String> PASSED = Set.of(
            "range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "referer", "user-agent");

    private final MetadataStore metadata;
    private final Map<OperationName, Operation> operations;
    private final ParsedDocuments<WebsiteConfiguration> parsed = new ParsedDocuments<>(WebsiteConfiguration::read);

    /// @param operations has GetObject and HeadObject
    public BucketWebsite(MetadataStore metadata, Map<OperationName, Operation> operations) {
        this.metadata = metadata;
        this.operations = Map.copyOf(operations);
    }

    /// The page, the redirect or the error page that a visit is answered with.
    ///
    /// @throws S3Exception only where what a browser has is what there is, which has no page
    public S3Response answer(WebsiteVisit visit) throws S3Exception, IOException, InterruptedException {
        try {
            return respond(visit);
        } catch (S3Exception e) {
            if (e.code() == S3ErrorCode.NOT_MODIFIED) {
                throw e;
            }
            return ErrorPage.of(e, visit.requestId(), visit.hostId(), "");
        }
    }

    private S3Response respond(WebsiteVisit visit) throws S3Exception, IOException, InterruptedException {
        if (!visit.method().equals("GET") && !visit.method().equals("HEAD")) {
            throw new S3Exception(S3ErrorCode.METHOD_NOT_ALLOWED)
                    .with("Method", visit.method().toUpperCase(Locale.ROOT))
                    .with("ResourceType", "OBJECT")
                    .withHeader("Allow", "GET, HEAD");
        }
        Bucket bucket = metadata.bucket(visit.bucket());
        if (bucket == null) {
            throw new S3Exception(S3ErrorCode.NO_SUCH_BUCKET).with("BucketName", visit.bucket());
        }
        Optional<WebsiteConfiguration> site = parsed.of(bucket.settings().get(BucketSetting.WEBSITE));
        if (site.isEmpty()) {
            throw new S3Exception(S3ErrorCode.NO_SUCH_WEBSITE_CONFIGURATION).with("BucketName", visit.bucket());
        }
        // A redirect to the site itself goes to the host and whatever stands before its root.
        var request = new WebsiteRequest(visit.key(), visit.query(), visit.scheme(), visit.host() + visit.root());
        Optional<WebsiteRedirect> before = site.get().redirectBeforeObject(request);
        if (before.isPresent()) {
            return redirect(before.get());
        }
        try {
            return object(visit, site.get().key(request));
        } catch (S3Exception e) {
            return afterError(visit, site.get(), request, e);
        }
    }

    private S3Response object(WebsiteVisit visit, String key) throws S3Exception, IOException, InterruptedException {
        S3Response found = read(visit, visit.method(), key, passed(visit.headers()));
        Optional<String> location = found.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(REDIRECT))
                .map(S3Headers.Header::value)
                .findFirst();
        if (location.isEmpty()) {
            return found;
        }
        return redirect(new WebsiteRedirect(
                MOVED_PERMANENTLY, location.get().startsWith("/") ? visit.root() + location.get() : location.get()));
    }

    private S3Response afterError(
            WebsiteVisit visit, WebsiteConfiguration site, WebsiteRequest request, S3Exception error)
            throws S3Exception, IOException, InterruptedException {
        int status = error.code().status();
        boolean mayBeFolder = error.code() == S3ErrorCode.NO_SUCH_KEY || error.code() == S3ErrorCode.ACCESS_DENIED;
        Optional<String> folder = mayBeFolder ? site.folderKey(request) : Optional.empty();
        if (folder.isPresent() && isReadable(visit, folder.get())) {
            WebsiteRedirect redirect = site.redirectToFolder(request);
            return redirect(new WebsiteRedirect(redirect.status(), visit.root() + redirect.location()));
        }
        Optional<WebsiteRedirect> after = site.redirectAfterError(request, status);
        if (after.isPresent()) {
            return redirect(after.get());
        }
        String errorKey = site.errorKey();
        if (errorKey == null || status < 400 || status >= 500) {
            throw error;
        }
        try {
            return withStatus(status, read(visit, visit.method(), errorKey, S3Headers.none()))
                    .withHeader("x-amz-error-code", error.code().code())
                    .withHeader("x-amz-error-message", String.valueOf(error.getMessage()));
        } catch (S3Exception e) {
            return ErrorPage.of(
                    error,
                    visit.requestId(),
                    visit.hostId(),
                    "The site's own page for errors, " + errorKey + ", cannot be shown either: "
                            + e.code().code());
        }
    }

    private boolean isReadable(WebsiteVisit visit, String key) throws IOException, InterruptedException {
        try {
            read(visit, "HEAD", key, S3Headers.none());
            return true;
        } catch (S3Exception e) {
            return false;
        }
    }

    private S3Response read(WebsiteVisit visit, String method, String key, S3Headers headers)
            throws S3Exception, IOException, InterruptedException {
        OperationName name = method.equals("HEAD") ? OperationName.HEAD_OBJECT : OperationName.GET_OBJECT;
        Operation operation = operations.get(name);
        if (operation == null) {
            throw new IllegalStateException("a website needs " + name);
        }
        return operation.handle(new S3Request(
                name,
                visit.requestId(),
                method,
                visit.bucket(),
                key,
                QueryParameters.none(),
                headers,
                Caller.anonymous(),
                new NoBody(),
                visit.receivedAt(),
                visit.resource(),
                visit.scheme(),
                visit.host(),
                visit.sourceAddress()));
    }

    private static S3Headers passed(S3Headers headers) {
        List<S3Headers.Header> passed = headers.all().stream()
                .filter(header -> PASSED.contains(header.name().toLowerCase(Locale.ROOT)))
                .toList();
        return new S3Headers(passed);
    }

    private static S3Response redirect(WebsiteRedirect redirect) {
        return S3Response.empty(redirect.status()).withHeader("Location", redirect.location());
    }

    private static S3Response withStatus(int status, S3Response response) {
        S3Response changed = switch (response.body()) {
            case S3Response.Body.None _ -> S3Response.empty(status);
            case S3Response.Body.Bytes(byte[] bytes) -> S3Response.bytes(status, bytes);
            case S3Response.Body.Stream(long lengthBytes, S3Response.Writer writer) ->
                S3Response.stream(status, lengthBytes, writer);
        };
        for (S3Headers.Header header : response.headers()) {
            changed = changed.withHeader(header.name(), header.value());
        }
        return changed;
    }

    /// The body of a request that has none.
    private record NoBody() implements S3Body {
        @Override
        public InputStream stream() {
            return new ByteArrayInputStream(new byte[0]);
        }

        @Override
        public long decodedLengthBytes() {
            return 0;
        }

        @Override
        public Optional<Checksum> checksum() {
            return Optional.empty();
        }

        @Override
        public Optional<ChecksumAlgorithm> promised() {
            return Optional.empty();
        }

        @Override
        public void compute(ChecksumAlgorithm algorithm) {
            // There is nothing to compute it of that anybody asks for.
        }

        @Override
        public Optional<Checksum> checksum(ChecksumAlgorithm algorithm) {
            return Optional.empty();
        }
    }
}
