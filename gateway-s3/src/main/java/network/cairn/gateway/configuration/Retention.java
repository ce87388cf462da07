package network.cairn.gateway.configuration;

import java.time.Instant;
import java.util.Optional;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlWriter;

/// Until when a version can be neither deleted nor overwritten.
public record Retention(RetentionMode mode, Instant until) {
    private static final String PAST = "The retain until date must be in the future!";

    /// The retention of a document; nothing where it is an empty `Retention`, which asks to end the one
    /// there is.
    ///
    /// @throws S3Exception `MalformedXML`
    public static Optional<Retention> read(byte[] xml) throws S3Exception {
        SchemaElement root = SchemaElement.root(xml, "Retention").only("Mode", "RetainUntilDate");
        if (!root.hasChildren()) {
            return Optional.empty();
        }
        String word = root.requiredWord("Mode");
        Optional<RetentionMode> mode = RetentionMode.of(word);
        if (mode.isEmpty()) {
            throw Refusals.malformed("Mode is GOVERNANCE or COMPLIANCE, not " + word);
        }
        String date = root.requiredText("RetainUntilDate");
        Optional<Instant> until = Timestamps.parseIso(date);
        if (until.isEmpty()) {
            throw Refusals.malformed("RetainUntilDate is a time in ISO 8601, not " + date);
        }
        return Optional.of(new Retention(mode.get(), until.get()));
    }

    /// What a client asks for is not over yet.
    ///
    /// @throws S3Exception `InvalidArgument`
    public void checkFuture(Instant now) throws S3Exception {
        checkFuture(now, "RetainUntilDate");
    }

    /// @param argument how the client called the date
    void checkFuture(Instant now, String argument) throws S3Exception {
        if (!until.isAfter(now)) {
            throw Refusals.invalidArgument(PAST, argument, Timestamps.iso(until));
        }
    }

    /// The time as in the header `x-amz-object-lock-retain-until-date`.
    public String untilHeader() {
        return Timestamps.iso(until);
    }

    public byte[] toXml() {
        return new XmlWriter("Retention")
                .element("Mode", mode.name())
                .element("RetainUntilDate", Timestamps.iso(until))
                .toBytes();
    }
}
