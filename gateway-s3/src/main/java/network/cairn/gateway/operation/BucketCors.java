package network.cairn.gateway.operation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import network.cairn.gateway.configuration.CorsConfiguration;
import network.cairn.gateway.configuration.CorsGrant;
import network.cairn.gateway.configuration.CorsRequest;
import network.cairn.gateway.configuration.ParsedDocuments;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Response;
import org.jspecify.annotations.Nullable;

/// Answers browsers that ask whether a page of another origin may use a bucket, and tells them so in all other
/// answers. What buckets say of it is no secret: nobody's rights are looked at. Safe for use by many threads.
public final class BucketCors {
    private final MetadataStore metadata;
    private final ParsedDocuments<CorsConfiguration> parsed = new ParsedDocuments<>(CorsConfiguration::read);

    public BucketCors(MetadataStore metadata) {
        this.metadata = metadata;
    }

    /// The answer to an `OPTIONS` request.
    ///
    /// @param bucket null where the request names none
    /// @param isObject whether it names a key
    /// @throws S3Exception `BadRequest`, `AccessForbidden`
    public S3Response preflight(@Nullable String bucket, boolean isObject, S3Headers headers) throws S3Exception {
        return preflight(bucket, isObject, CorsRequest.preflight(headers));
    }

    /// The answer to an `OPTIONS` request whose headers were read already.
    ///
    /// @param headers the names of those that the page wants to send
    /// @throws S3Exception `BadRequest`, `AccessForbidden`
    public S3Response preflight(
            @Nullable String bucket, boolean isObject, String origin, String method, List<String> headers)
            throws S3Exception {
        List<String> names =
                headers.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        return preflight(bucket, isObject, new CorsRequest(origin, method, names));
    }

    private S3Response preflight(@Nullable String name, boolean isObject, CorsRequest asked) throws S3Exception {
        Bucket bucket = name == null ? null : metadata.bucket(name);
        if (bucket == null) {
            throw asked.bucketNotFound();
        }
        Optional<CorsConfiguration> configuration = parsed.of(bucket.settings().get(BucketSetting.CORS));
        if (configuration.isEmpty()) {
            throw asked.notEnabled();
        }
        S3Response response = S3Response.empty(200);
        for (S3Headers.Header header :
                configuration.get().preflight(asked, isObject).headers()) {
            response = response.withHeader(header.name(), header.value());
        }
        return response;
    }

    /// What any other answer gets beside its own headers, whether it is a success or an error.
    ///
    /// @param method of the request; for `OPTIONS` there is nothing
    /// @param bucket null where the request names none
    public List<S3Headers.Header> headers(String method, @Nullable String bucket, S3Headers headers) {
        // The answer to a preflight has them already; twice, browsers take them for none.
        Optional<CorsRequest> asked =
                bucket == null || method.equals("OPTIONS") ? Optional.empty() : CorsRequest.actual(method, headers);
        if (bucket == null || asked.isEmpty()) {
            return List.of();
        }
        Bucket found = metadata.bucket(bucket);
        return found == null
                ? List.of()
                : parsed.of(found.settings().get(BucketSetting.CORS))
                        .flatMap(configuration -> configuration.actual(asked.get()))
                        .map(CorsGrant::headers)
                        .orElse(List.of());
    }
}
