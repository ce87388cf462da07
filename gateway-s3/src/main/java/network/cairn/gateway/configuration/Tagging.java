package network.cairn.gateway.configuration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import network.cairn.gateway.auth.PercentCoding;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlElement;
import network.cairn.gateway.xml.XmlWriter;

/// The tags of an object or a bucket: S3's `Tagging`, and the header `x-amz-tagging`.
///
/// @param tags in the order of their keys, as S3 gives them, each key once
public record Tagging(List<Tag> tags) {
    /// No tags.
    public static final Tagging NONE = new Tagging(List.of());

    private static final String HEADER = "x-amz-tagging";
    private static final int KEY_CHARACTERS_MAX = 128;
    private static final int VALUE_CHARACTERS_MAX = 256;
    private static final Pattern CHARACTERS = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    public Tagging {
        tags = tags.stream().sorted(Comparator.comparing(Tag::key)).toList();
        if (tags.stream().map(Tag::key).distinct().count() != tags.size()) {
            throw new IllegalArgumentException("a key stands twice in " + tags);
        }
    }

    /// @throws S3Exception `InvalidTag` or `MalformedXML`
    public static Tagging read(byte[] xml, Taggable owner) throws S3Exception {
        SchemaElement set = SchemaElement.root(xml, "Tagging").only("TagSet").required("TagSet");
        return of(set, owner);
    }

    /// The tags that a CreateBucketConfiguration gives a new bucket, in its element `Tags`.
    ///
    /// @throws S3Exception `InvalidTag` or `MalformedXML`
    public static Tagging ofNewBucket(XmlElement tags) throws S3Exception {
        return of(new SchemaElement(tags), Taggable.BUCKET);
    }

    private static Tagging of(SchemaElement set, Taggable owner) throws S3Exception {
        set.only("Tag");
        List<Tag> tags = new ArrayList<>();
        for (SchemaElement tag : set.all("Tag")) {
            tag.only("Key", "Value");
            tags.add(new Tag(tag.requiredText("Key"), tag.requiredText("Value")));
        }
        return checked(tags, owner);
    }

    /// The tags of an `x-amz-tagging` header: `key1=value1&key2=value2`, form-encoded.
    ///
    /// @throws S3Exception `InvalidArgument` where it is not that or has a key twice, `InvalidTag`
    public static Tagging ofHeader(String header) throws S3Exception {
        List<Tag> tags = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (String pair : header.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            String[] keyAndValue = pair.split("=", -1);
            if (keyAndValue.length > 2) {
                throw notForm(header);
            }
            Tag tag = new Tag(
                    decoded(keyAndValue[0], header), keyAndValue.length == 2 ? decoded(keyAndValue[1], header) : "");
            if (!keys.add(tag.key())) {
                throw notForm(header);
            }
            tags.add(tag);
        }
        return checked(tags, Taggable.OBJECT);
    }

    private static String decoded(String encoded, String header) throws S3Exception {
        try {
            return PercentCoding.decodeUtf8(encoded, true);
        } catch (S3Exception e) {
            throw notForm(header);
        }
    }

    private static S3Exception notForm(String header) {
        return Refusals.invalidArgument(
                "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag"
                        + " name duplicates.",
                HEADER,
                header);
    }

    private static Tagging checked(List<Tag> tags, Taggable owner) throws S3Exception {
        if (tags.size() > owner.tagsMax()) {
            throw new S3Exception(S3ErrorCode.INVALID_TAG, owner.tooMany());
        }
        Set<String> keys = new HashSet<>();
        for (Tag tag : tags) {
            check(tag, owner);
            if (!keys.add(tag.key())) {
                throw refused("Cannot provide multiple Tags with the same key", tag);
            }
        }
        return new Tagging(tags);
    }

    private static void check(Tag tag, Taggable owner) throws S3Exception {
        if (tag.key().isEmpty() || !isValid(tag.key(), KEY_CHARACTERS_MAX)) {
            throw refused("The TagKey you have provided is invalid", tag);
        }
        if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
            throw refused(owner.reserved(), tag);
        }
        if (!isValid(tag.value(), VALUE_CHARACTERS_MAX)) {
            throw refused("The TagValue you have provided is invalid", tag)
                    .with("TagValue", Refusals.echo(tag.value()));
        }
    }

    private static boolean isValid(String text, int charactersMax) {
        return text.codePointCount(0, text.length()) <= charactersMax
                && CHARACTERS.matcher(text).matches();
    }

    private static S3Exception refused(String message, Tag tag) {
        return new S3Exception(S3ErrorCode.INVALID_TAG, message).with("TagKey", Refusals.echo(tag.key()));
    }

    public byte[] toXml() {
        var xml = new XmlWriter("Tagging").open("TagSet");
        for (Tag tag : tags) {
            write(xml, tag);
        }
        return xml.toBytes();
    }

    static void write(XmlWriter xml, Tag tag) {
        xml.open("Tag").element("Key", tag.key()).element("Value", tag.value()).close();
    }
}
