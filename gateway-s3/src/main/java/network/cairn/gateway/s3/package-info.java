/// What every S3 operation shares: the request as the door hands it over, the response, and S3's
/// error model.
@NullMarked
package network.cairn.gateway.s3;

import org.jspecify.annotations.NullMarked;
