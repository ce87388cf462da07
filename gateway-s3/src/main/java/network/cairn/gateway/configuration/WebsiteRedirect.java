package network.cairn.gateway.configuration;

import java.nio.charset.StandardCharsets;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// An answer that sends a browser elsewhere.
///
/// @param status 301 to 399
/// @param location the value of the header `Location`
public record WebsiteRedirect(int status, String location) {
    private static final int LOCATION_BYTES_MAX = 2048;

    /// The redirect of an object that was stored with `x-amz-website-redirect-location`.
    public static WebsiteRedirect ofObject(String location) {
        return new WebsiteRedirect(301, location);
    }

    /// The value of `x-amz-website-redirect-location` is one that S3 takes.
    ///
    /// @throws S3Exception `InvalidRedirectLocation`
    public static void checkLocation(String location) throws S3Exception {
        if (!location.startsWith("/") && !location.startsWith("http://") && !location.startsWith("https://")) {
            throw new S3Exception(S3ErrorCode.INVALID_REDIRECT_LOCATION);
        }
        if (location.getBytes(StandardCharsets.UTF_8).length > LOCATION_BYTES_MAX) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_REDIRECT_LOCATION,
                    "The length of website redirect location cannot exceed " + LOCATION_BYTES_MAX + " characters.");
        }
    }
}
