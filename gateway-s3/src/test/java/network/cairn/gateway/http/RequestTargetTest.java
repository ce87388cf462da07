package network.cairn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTargetTest {
    private static final List<String> DOMAINS = List.of("s3.example.org", "localhost");

    @ParameterizedTest
    @CsvSource(nullValues = "-", delimiter = '|', textBlock = """
            /                               | h | -      | -
            /?x=/b/k                        | h | -      | -
            /b                              | h | b      | -
            /b/                             | h | b      | -
            /b/k                            | h | b      | k
            /b//                            | h | b      | /
            /b//k//                         | h | b      | /k//
            /b/.                            | h | b      | .
            /b/..                           | h | b      | ..
            /b/../../etc/passwd             | h | b      | ../../etc/passwd
            /b/%2e%2e/%2E%2E/x              | h | b      | ../../x
            /b/%2Fetc%2fpasswd              | h | b      | /etc/passwd
            /b/a%3Fb=c?d=e                  | h | b      | a?b=c
            /b/a%23b                        | h | b      | a#b
            /b/a+b%2Bc                      | h | b      | a+b+c
            /b/a;b,c:d@e&f=g$h!i'j(k)*      | h | b      | a;b,c:d@e&f=g$h!i'j(k)*
            /b/%F0%9F%AA%A8                 | h | b      | 🪨
            /b/%25zz                        | h | b      | %zz
            /b/a\\b                         | h | b      | a\\b
            http://h/b/k?q                  | h | b      | k
            HTTPS://h:9000/b/k              | h | b      | k
            http://h                        | h | -      | -
            /k                              | b.s3.example.org      | b   | k
            /k/l                            | B.c.S3.Example.org:80 | b.c | k/l
            /                               | b.localhost:9000      | b   | -
            //                              | b.localhost           | b   | /
            /b/k                            | s3.example.org        | b   | k
            /b/k                            | [::1]:9000            | b   | k
            /b/k                            | xlocalhost            | b   | k
            """)
    void parse_pathsAreTakenLiterally(String uri, String host, String bucket, String key) throws S3Exception {
        RequestTarget target = RequestTarget.parse(uri, host, DOMAINS);
        assertThat(target.bucket()).isEqualTo(bucket);
        assertThat(target.key()).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({
        "'',InvalidURI",
        "*,InvalidURI",
        "b/k,InvalidURI",
        "//k,InvalidBucketName",
        "/b/%,InvalidURI",
        "/b/%4,InvalidURI",
        "/b/%zz,InvalidURI",
        "/b/%ff,InvalidURI",
        "/b/%c0%af,InvalidURI",
        "/b/%ed%a0%80,InvalidURI",
        "/%ff/k,InvalidURI"
    })
    void parse_bad(String uri, String code) {
        S3Exception error = catchThrowableOfType(S3Exception.class, () -> RequestTarget.parse(uri, "h", DOMAINS));
        assertThat(error.code().code()).isEqualTo(code);
    }

    @Test
    void parse_keyOf1024Bytes_andOneMore() throws S3Exception {
        assertThat(RequestTarget.parse("/b/" + "%C3%A9".repeat(512), "h", DOMAINS)
                        .key())
                .hasSize(512);
        S3Exception error = catchThrowableOfType(
                S3Exception.class, () -> RequestTarget.parse("/b/" + "%C3%A9".repeat(512) + "x", "h", DOMAINS));
        assertThat(error.code().code()).isEqualTo("KeyTooLongError");
        assertThat(error.elements()).containsEntry("Size", "1025");
    }

    @Test
    void parse_zeroByte_isPartOfTheKey() throws S3Exception {
        assertThat(RequestTarget.parse("/b/a%00b", "h", DOMAINS).key()).isEqualTo("a\0b");
    }
}
