/// The S3 door as existing clients see it: every operation through the AWS SDK for Java, and
/// `docs/S3-COMPATIBILITY.md`.
@NullMarked
package network.cairn.deploy.s3;

import org.jspecify.annotations.NullMarked;
