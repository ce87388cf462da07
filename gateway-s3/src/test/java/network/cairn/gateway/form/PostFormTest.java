package network.cairn.gateway.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import network.cairn.gateway.s3.S3BodyException;
import network.cairn.gateway.s3.S3Exception;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostFormTest {
    private static PostForm read(byte[] body) throws Exception {
        return PostForm.read(FormText.CONTENT_TYPE, MultipartReaderTest.trickle(body, new Random(1)));
    }

    private static S3Exception error(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        if (thrown instanceof S3BodyException body) {
            return body.error();
        }
        assertThat(thrown).isInstanceOf(S3Exception.class);
        return (S3Exception) thrown;
    }

    @Test
    void read_fieldsThenFile() throws Exception {
        PostForm form = read(new FormText()
                .field("kEy", "uploads/${filename}")
                .field("x-amz-meta-Tag", "Ninja")
                .field("X-Amz-Meta-tag", "Stallman")
                .field("Policy", "${filename}")
                .field("name", "grüße")
                .file("C:\\Program Files\\directory1\\file.txt", new byte[] {1, 2, 3})
                .field("submit", "Upload")
                .end());
        assertThat(form.get("key")).contains("uploads/file.txt");
        assertThat(form.get("x-amz-meta-tag")).contains("Ninja,Stallman");
        assertThat(form.get("policy")).contains("${filename}");
        assertThat(form.get("name")).contains("grüße");
        assertThat(form.get("submit")).isEmpty();
        assertThat(form.fields())
                .extracting(PostForm.Field::name)
                .containsExactly("kEy", "x-amz-meta-Tag", "Policy", "name");
        assertThat(form.file(SizeRange.ANY).readAllBytes()).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            form-data; name="file"; filename="a\\"b;c.txt"   | a"b;c.txt
            form-data; name="file"; filename="/x/y/€"        | €
            form-data; NAME=file; FileName=plain             | plain
            Form-Data; name="file"; filename=""              | ''
            form-data; name="file"                           | ${filename}
            form-data; filename="a"; name="FILE"             | a
            """)
    void filename_inTheKey(String disposition, String key) throws Exception {
        PostForm form = read(new FormText()
                .field("key", "${filename}")
                .part(disposition, new byte[1])
                .end());
        assertThat(form.get("key")).contains(key);
    }

    @Test
    void read_partsWithFileNamesThatAreNotTheFile() throws Exception {
        PostForm form = read(new FormText()
                .part("form-data; name=\"key\"; filename=\"key\"", bytes("k"))
                .part("attachment; name=\"file\"", bytes("x"))
                .file("file", new byte[2])
                .end());
        assertThat(form.get("key")).contains("k");
        assertThat(form.file(SizeRange.ANY).readAllBytes()).hasSize(2);
    }

    @Test
    void read_noFileOrTwo() throws Exception {
        S3Exception none = error(() -> read(new FormText().field("key", "k").end()));
        assertThat(none).hasMessage("POST requires exactly one file upload per request.");
        assertThat(none.elements()).containsEntry("ArgumentName", "file").containsEntry("ArgumentValue", "0");
        PostForm two = read(new FormText()
                .field("key", "k")
                .file("a", new byte[2])
                .file("b", new byte[2])
                .end());
        S3Exception second = error(() -> two.file(SizeRange.ANY).readAllBytes());
        assertThat(second.elements()).containsEntry("ArgumentName", "file").containsEntry("ArgumentValue", "2");
    }

    @Test
    void read_limits() throws Exception {
        S3Exception large = error(() -> read(new FormText()
                .field("key", "k")
                .field("a", "x".repeat(20_480))
                .file("f", new byte[1])
                .end()));
        assertThat(large.code().code()).isEqualTo("MaxPostPreDataLengthExceeded");
        assertThat(large.elements()).containsEntry("MaxPostPreDataLengthBytes", "20480");
        read(new FormText()
                .field("a", "x".repeat(20_479))
                .file("f", new byte[1])
                .end());
        FormText many = new FormText();
        for (int i = 0; i < 101; i++) {
            many.field("x-ignore-" + i, "");
        }
        assertThat(error(() -> read(many.file("f", new byte[1]).end())).code().code())
                .isEqualTo("MaxPostPreDataLengthExceeded");
        // A file under another name is a field, and too long a one: no more of it than that is read.
        byte[] body = new FormText()
                .part("form-data; name=\"photo\"", new byte[5_000_000])
                .end();
        var in = new ByteArrayInputStream(body);
        assertThat(error(() -> PostForm.read(FormText.CONTENT_TYPE, in)).code().code())
                .isEqualTo("MaxPostPreDataLengthExceeded");
        assertThat(in.available()).isGreaterThan(4_800_000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/html                                          | PreconditionFailed
            ''                                                 | PreconditionFailed
            application/x-www-form-urlencoded; boundary=x      | PreconditionFailed
            multipart/form-data                                | MalformedPOSTRequest
            multipart/form-data; boundary=                     | MalformedPOSTRequest
            multipart/form-data; boundary="a b "               | MalformedPOSTRequest
            multipart/form-data; boundary=ü                    | MalformedPOSTRequest
            """)
    void read_wrongContentType(String type, String code) {
        assertThat(error(() -> PostForm.read(type, InputStream.nullInputStream()))
                        .code()
                        .code())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            multipart/form-data; boundary=BOUNDARY
            Multipart/Form-Data;charset=utf-8; Boundary="BOUNDARY" ; x=y
            """)
    void read_contentTypes(String type) throws Exception {
        byte[] body = new FormText().field("key", "k").file("f", new byte[1]).end();
        PostForm form = PostForm.read(type.replace("BOUNDARY", FormText.BOUNDARY), new ByteArrayInputStream(body));
        assertThat(form.get("key")).contains("k");
    }

    @Test
    void file_range_bothBoundsIncluded() throws Exception {
        for (int size : new int[] {5, 10}) {
            assertThat(fileOf(size).readAllBytes()).hasSize(size);
        }
        S3Exception small = error(() -> fileOf(4).readAllBytes());
        assertThat(small.code().code()).isEqualTo("EntityTooSmall");
        assertThat(small.elements()).containsEntry("ProposedSize", "4").containsEntry("MinSizeAllowed", "5");
        S3Exception large = error(() -> fileOf(11).readAllBytes());
        assertThat(large.code().code()).isEqualTo("EntityTooLarge");
        assertThat(large.elements()).containsEntry("MaxSizeAllowed", "10");
    }

    private static InputStream fileOf(int size) throws Exception {
        return read(new FormText().file("f", new byte[size]).end()).file(new SizeRange(5, 10));
    }

    @Test
    void required_missing_namesIt() throws Exception {
        PostForm form =
                read(new FormText().file("f", new byte[1]).field("key", "late").end());
        S3Exception error = error(() -> form.required("key"));
        assertThat(error.code().code()).isEqualTo("InvalidArgument");
        assertThat(error)
                .hasMessage("Bucket POST must contain a field named 'key'.  If it is specified, please check the order"
                        + " of the fields.");
        assertThat(error.elements()).containsEntry("ArgumentName", "key").containsEntry("ArgumentValue", "");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
