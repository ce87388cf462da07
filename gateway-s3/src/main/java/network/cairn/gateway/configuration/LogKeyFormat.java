package network.cairn.gateway.configuration;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlWriter;

/// How the keys of access logs are made.
public enum LogKeyFormat {
    /// `prefix2030-01-31-13-59-59-UNIQUE`.
    SIMPLE,
    /// `prefixACCOUNT/REGION/BUCKET/2030/01/31/2030-01-31-00-00-00-UNIQUE`, by the day of the requests.
    BY_EVENT_TIME,
    /// The same by the time of writing, to the second.
    BY_DELIVERY_TIME;

    private static final DateTimeFormatter TO_THE_SECOND = format("uuuu-MM-dd-HH-mm-ss");
    private static final DateTimeFormatter TO_THE_DAY = format("uuuu-MM-dd'-00-00-00'");
    private static final DateTimeFormatter FOLDERS = format("uuuu/MM/dd/");

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    static LogKeyFormat read(SchemaElement element) throws S3Exception {
        element.only("SimplePrefix", "PartitionedPrefix");
        Optional<SchemaElement> simple = element.one("SimplePrefix");
        Optional<SchemaElement> partitioned = element.one("PartitionedPrefix");
        if (simple.isPresent() == partitioned.isPresent()) {
            throw Refusals.malformed("TargetObjectKeyFormat has one of SimplePrefix and PartitionedPrefix");
        }
        if (simple.isPresent()) {
            simple.get().only();
            return SIMPLE;
        }
        String source = partitioned
                .get()
                .only("PartitionDateSource")
                .word("PartitionDateSource")
                .orElse("EventTime");
        return switch (source) {
            case "EventTime" -> BY_EVENT_TIME;
            case "DeliveryTime" -> BY_DELIVERY_TIME;
            default -> throw Refusals.malformed("PartitionDateSource is EventTime or DeliveryTime, not " + source);
        };
    }

    /// The key of a log object.
    ///
    /// @param source the bucket that the requests were for
    /// @param time the day of the requests in [#BY_EVENT_TIME], else when the log is written
    /// @param unique what tells apart logs of one time
    public String key(String prefix, Source source, Instant time, String unique) {
        if (this == SIMPLE) {
            return prefix + TO_THE_SECOND.format(time) + "-" + unique;
        }
        DateTimeFormatter name = this == BY_EVENT_TIME ? TO_THE_DAY : TO_THE_SECOND;
        return prefix + source.account() + "/" + source.region() + "/" + source.bucket() + "/" + FOLDERS.format(time)
                + name.format(time) + "-" + unique;
    }

    /// A bucket whose requests are logged.
    ///
    /// @param account the tenant that owns it
    public record Source(String account, String region, String bucket) {}

    void write(XmlWriter xml) {
        xml.open("TargetObjectKeyFormat");
        if (this == SIMPLE) {
            xml.open("SimplePrefix").close();
        } else {
            xml.open("PartitionedPrefix")
                    .element("PartitionDateSource", this == BY_EVENT_TIME ? "EventTime" : "DeliveryTime")
                    .close();
        }
        xml.close();
    }
}
