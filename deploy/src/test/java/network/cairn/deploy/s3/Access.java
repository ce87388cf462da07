package network.cairn.deploy.s3;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/// Where the gateway is and who asks it.
record Access(URI endpoint, String accessKeyId, String secretAccessKey, String region) {
    AwsBasicCredentials credentials() {
        return AwsBasicCredentials.create(accessKeyId, secretAccessKey);
    }

    StaticCredentialsProvider provider() {
        return StaticCredentialsProvider.create(credentials());
    }

    @Override
    public String toString() {
        return accessKeyId + " at " + endpoint;
    }
}
