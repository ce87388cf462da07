package network.cairn.gateway.configuration;

import java.util.Optional;

/// How objects are encrypted at rest without a key of the client's.
public enum EncryptionAlgorithm {
    /// With keys of the store's own: SSE-S3.
    AES256("AES256"),
    /// With a key of a key management service: SSE-KMS.
    KMS("aws:kms"),
    /// With such a key in two layers: DSSE-KMS.
    KMS_DUAL_LAYER("aws:kms:dsse");

    private final String s3Name;

    EncryptionAlgorithm(String s3Name) {
        this.s3Name = s3Name;
    }

    /// S3's name of it, as in `x-amz-server-side-encryption`.
    public String s3Name() {
        return s3Name;
    }

    static Optional<EncryptionAlgorithm> of(String s3Name) {
        for (EncryptionAlgorithm algorithm : values()) {
            if (algorithm.s3Name.equals(s3Name)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
