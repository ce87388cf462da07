package network.cairn.gateway.configuration;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlWriter;

/// How long new versions in a bucket are retained unless they say so themselves.
///
/// @param period in the unit, at least 1 and at most 100 years
public record DefaultRetention(RetentionMode mode, int period, Unit unit) {
    /// What a period is counted in. A year has 365 days, as in S3.
    public enum Unit {
        DAYS("Days", 1, 36_500),
        YEARS("Years", 365, 100);

        private final String element;
        private final int days;
        private final int periodMax;

        Unit(String element, int days, int periodMax) {
            this.element = element;
            this.days = days;
            this.periodMax = periodMax;
        }
    }

    public DefaultRetention {
        if (period < 1 || period > unit.periodMax) {
            throw new IllegalArgumentException(
                    "a period of 1 .. " + unit.periodMax + " " + unit.element + ", not " + period);
        }
    }

    static DefaultRetention read(SchemaElement element) throws S3Exception {
        element.only("Mode", "Days", "Years");
        String word = element.requiredWord("Mode");
        Optional<RetentionMode> mode = RetentionMode.of(word);
        if (mode.isEmpty()) {
            throw Refusals.malformed("Mode is GOVERNANCE or COMPLIANCE, not " + word);
        }
        Optional<Integer> days = element.smallInteger("Days");
        Optional<Integer> years = element.smallInteger("Years");
        if (days.isPresent() == years.isPresent()) {
            throw Refusals.malformed("DefaultRetention has one of Days and Years");
        }
        return days.isPresent()
                ? checked(mode.get(), days.get(), Unit.DAYS)
                : checked(mode.get(), years.orElse(0), Unit.YEARS);
    }

    private static DefaultRetention checked(RetentionMode mode, int period, Unit unit) throws S3Exception {
        if (period < 1) {
            throw Refusals.invalidArgument(
                    "Default retention period must be a positive integer value.",
                    unit.element,
                    Integer.toString(period));
        }
        if (period > unit.periodMax) {
            throw Refusals.invalidArgument(
                    "Default retention period too large.", unit.element, Integer.toString(period));
        }
        return new DefaultRetention(mode, period, unit);
    }

    /// The retention of a version made at that time.
    public Retention from(Instant created) {
        return new Retention(mode, created.plus(Duration.ofDays((long) period * unit.days)));
    }

    void write(XmlWriter xml) {
        xml.open("DefaultRetention")
                .element("Mode", mode.name())
                .element(unit.element, period)
                .close();
    }
}
