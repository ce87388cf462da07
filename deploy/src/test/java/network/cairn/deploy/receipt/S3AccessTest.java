package network.cairn.deploy.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.gateway.s3.AccessKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class S3AccessTest {
    private static final AccessKey FILES = new AccessKey("id-of-file", "secret=of/file", "");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @BeforeEach
    void write() throws Exception {
        Files.writeString(folder.resolve("s3.env"), """
                # How to reach the gateway: read it with '. FILE'.
                AWS_ENDPOINT_URL=http://127.0.0.1:9000
                AWS_ACCESS_KEY_ID=id-of-file
                AWS_SECRET_ACCESS_KEY=secret=of/file
                AWS_REGION=hill-1
                export AWS_ENDPOINT_URL AWS_ACCESS_KEY_ID
                """);
    }

    private S3Access of(Optional<String> endpoint, Map<String, String> environment) throws CommandFailure {
        return S3Access.of(endpoint, environment, folder.resolve("s3.env"));
    }

    @Test
    void of_fileAlone() throws Exception {
        assertThat(of(Optional.empty(), Map.of("AWS_ENDPOINT_URL", "")))
                .isEqualTo(new S3Access(URI.create("http://127.0.0.1:9000"), FILES, "hill-1"));
    }

    @Test
    void of_environmentBeforeFile_optionBeforeBoth() throws Exception {
        var environment = Map.of(
                "AWS_ENDPOINT_URL",
                "https://s3.example",
                "AWS_ACCESS_KEY_ID",
                "mine",
                "AWS_SECRET_ACCESS_KEY",
                "secret");
        var mine = new AccessKey("mine", "secret", "");

        assertThat(of(Optional.empty(), environment))
                .isEqualTo(new S3Access(URI.create("https://s3.example"), mine, "us-east-1"));
        assertThat(of(Optional.of("http://[::1]:1/"), environment).endpoint()).hasToString("http://[::1]:1/");
        assertThat(of(Optional.empty(), Map.of("AWS_REGION", "valley-1")).region())
                .isEqualTo("valley-1");
    }

    @Test
    void of_halfAKey_isNotJoinedToAnother() throws Exception {
        assertThat(of(Optional.empty(), Map.of("AWS_ACCESS_KEY_ID", "mine")).key())
                .isEqualTo(FILES);
        assertThat(of(Optional.empty(), Map.of("AWS_SECRET_ACCESS_KEY", "mine")).key())
                .isEqualTo(FILES);
    }

    @Test
    void of_nothingAnywhere_saysWhatIsMissing() throws Exception {
        Files.delete(folder.resolve("s3.env"));

        assertThatThrownBy(() -> of(Optional.of("http://127.0.0.1:9000"), Map.of()))
                .hasMessageContaining("AWS_ACCESS_KEY_ID: is neither in the environment nor in " + folder)
                .extracting(failure -> ((CommandFailure) failure).exit())
                .isEqualTo(Exit.UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "here",
                "ftp://127.0.0.1",
                "http://",
                "http://a b",
                "http://127.0.0.1/path",
                "http://127.0.0.1?x",
                "http://user@127.0.0.1"
            })
    void of_endpointOfAnotherForm(String endpoint) {
        assertThatThrownBy(() -> of(Optional.of(endpoint), Map.of()))
                .hasMessageContaining("'" + endpoint + "' is no endpoint such as")
                .extracting(failure -> ((CommandFailure) failure).exit())
                .isEqualTo(Exit.USAGE);
    }
}
