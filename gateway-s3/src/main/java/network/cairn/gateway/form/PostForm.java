package network.cairn.gateway.form;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import network.cairn.gateway.s3.S3BodyException;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;

/// A form that uploads a file (POST Object): its fields, read, and its file, still to be read. Not safe for many
/// threads.
///
/// Only what comes before the file counts, within S3's 20 KiB; what comes after it is read over. Fields go by
/// their names without case. Several of one name are one with commas between the values, and `${filename}` in
/// any but the policy and its signature is the name the browser gave the file.
public final class PostForm {
    static final int FIELDS_BYTES_MAX = 20_480;
    static final int FIELDS_MAX = 100;

    private static final String FILE = "file";
    private static final String VARIABLE = "${filename}";
    private static final Set<String> LITERAL = Set.of("policy", "x-amz-signature", "signature");

    private final MultipartReader reader;
    private final Map<String, Field> fields;

    /// A field.
    ///
    /// @param name as sent
    public record Field(String name, String value) {}

    private PostForm(MultipartReader reader, Map<String, Field> fields) {
        this.reader = reader;
        this.fields = fields;
    }

    /// Reads a form up to its file's content.
    ///
    /// @param contentType the request's
    /// @throws S3Exception `PreconditionFailed` where it is no form, `MalformedPOSTRequest`,
    /// `MaxPostPreDataLengthExceeded`, `InvalidArgument` where there is no file
    /// @throws IOException also with one of these errors, as an `S3BodyException`
    public static PostForm read(String contentType, InputStream body) throws S3Exception, IOException {
        var reader = new MultipartReader(body, FormType.boundary(contentType));
        var fields = new LinkedHashMap<String, Field>();
        int bytesLeft = FIELDS_BYTES_MAX;
        int count = 0;
        for (PartHead part = reader.first(); part != null; part = reader.next()) {
            String name = part.name();
            if (name == null) {
                throw MultipartReader.malformed();
            }
            if (part.isField() && name.equalsIgnoreCase(FILE)) {
                return new PostForm(reader, expanded(fields, part.fileName()));
            }
            byte[] value = value(reader, bytesLeft);
            bytesLeft -= value.length + name.length();
            count++;
            if (count > FIELDS_MAX || bytesLeft < 0) {
                throw tooLong();
            }
            fields.merge(
                    name.toLowerCase(Locale.ROOT),
                    new Field(name, PartHead.text(value)),
                    (one, two) -> new Field(one.name(), one.value() + "," + two.value()));
        }
        throw wrongFileCount(0);
    }

    private static byte[] value(MultipartReader reader, int bytesMax) throws IOException {
        var out = new ByteArrayOutputStream();
        byte[] piece = new byte[4096];
        for (int count = reader.read(piece, 0, piece.length); count >= 0; count = reader.read(piece, 0, piece.length)) {
            out.write(piece, 0, count);
            if (out.size() > bytesMax) {
                throw tooLong();
            }
        }
        return out.toByteArray();
    }

    /// A file without a name leaves the variable as it is; so does S3.
    private static Map<String, Field> expanded(Map<String, Field> fields, @Nullable String fileName) {
        if (fileName == null) {
            return fields;
        }
        String bare = fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
        var expanded = new LinkedHashMap<String, Field>();
        fields.forEach((key, field) -> expanded.put(
                key,
                LITERAL.contains(key)
                        ? field
                        : new Field(field.name(), field.value().replace(VARIABLE, bare))));
        return expanded;
    }

    private static S3BodyException tooLong() {
        return new S3BodyException(new S3Exception(S3ErrorCode.MAX_POST_PRE_DATA_LENGTH_EXCEEDED)
                .with("MaxPostPreDataLengthBytes", Integer.toString(FIELDS_BYTES_MAX)));
    }

    private static S3BodyException wrongFileCount(int count) {
        return new S3BodyException(
                new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "POST requires exactly one file upload per request.")
                        .with("ArgumentName", FILE)
                        .with("ArgumentValue", Integer.toString(count)));
    }

    /// The value of a field.
    ///
    /// @param name lower-case
    public Optional<String> get(String name) {
        return Optional.ofNullable(fields.get(name)).map(Field::value);
    }

    /// The value of a field that must be there.
    ///
    /// @throws S3Exception `InvalidArgument`
    public String required(String name) throws S3Exception {
        Optional<String> value = get(name.toLowerCase(Locale.ROOT));
        if (value.isEmpty()) {
            throw new S3Exception(
                            S3ErrorCode.INVALID_ARGUMENT,
                            "Bucket POST must contain a field named '" + name
                                    + "'.  If it is specified, please check the order of the fields.")
                    .with("ArgumentName", name)
                    .with("ArgumentValue", "");
        }
        return value.get();
    }

    /// Every field but the file, in their order.
    public List<Field> fields() {
        return new ArrayList<>(fields.values());
    }

    /// Fields by their names in lower case.
    Map<String, Field> byName() {
        return fields;
    }

    /// The file's content; to be read once. The end comes only after all of the form has, so that whoever has
    /// read to it has read a whole form.
    ///
    /// Its errors are `EntityTooLarge`, `EntityTooSmall`, `MalformedPOSTRequest`, and `InvalidArgument` where
    /// another file follows.
    public InputStream file(SizeRange range) {
        return new FileStream(range);
    }

    private final class FileStream extends InputStream {
        private final SizeRange range;
        private long bytes;
        private boolean atEnd;

        FileStream(SizeRange range) {
            this.range = range;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            if (atEnd) {
                return -1;
            }
            int count = reader.read(into, offset, length);
            if (count >= 0) {
                bytes += count;
                range.checkSoFar(bytes);
                return count;
            }
            range.checkWhole(bytes);
            readRest();
            atEnd = true;
            return -1;
        }

        private void readRest() throws IOException {
            int files = 1;
            int count = 0;
            for (PartHead part = reader.next(); part != null; part = reader.next()) {
                files += part.isField() && FILE.equalsIgnoreCase(part.name()) ? 1 : 0;
                if (++count > FIELDS_MAX) {
                    throw MultipartReader.malformed();
                }
            }
            if (files > 1) {
                throw wrongFileCount(files);
            }
            reader.finish();
        }
    }
}
