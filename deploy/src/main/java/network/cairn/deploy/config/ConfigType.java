package network.cairn.deploy.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import network.cairn.chain.snapshot.Checkpoint;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Endpoint;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;

/// The type of a configuration value: how it is read, and how a message describes it.
public final class ConfigType<T> {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern PERCENT = Pattern.compile("\\d{1,3}(?:\\.\\d{1,2})?%");
    private static final Map<String, Long> UNIT_MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private final String description;
    private final Reader<T> reader;

    private ConfigType(String description, Reader<T> reader) {
        this.description = description;
        this.reader = reader;
    }

    /// Reads a value; the failure names it.
    private interface Reader<T> {
        T read(ConfigValue value) throws CommandFailure;
    }

    T read(ConfigValue value) throws CommandFailure {
        return reader.read(value);
    }

    String description() {
        return description;
    }

    /// The same for an optional key without a default.
    public ConfigType<Optional<T>> orNone() {
        return new ConfigType<>(description, value -> Optional.of(reader.read(value)));
    }

    public static ConfigType<String> text() {
        String description = "a text that is not empty";
        return new ConfigType<>(description, value -> {
            if (!value.node().isTextual() || value.text().isBlank()) {
                throw value.wrong(description);
            }
            return value.text();
        });
    }

    /// A whole number within limits, both included.
    public static ConfigType<Long> number(long min, long max) {
        String description = "a whole number from " + min + " to " + max;
        return new ConfigType<>(description, value -> {
            long number;
            try {
                if (!value.fromText() && !value.node().isIntegralNumber()) {
                    throw value.wrong(description);
                }
                number = Long.parseLong(value.text());
            } catch (NumberFormatException _) {
                throw value.wrong(description);
            }
            if (number < min || number > max) {
                throw value.wrong(description);
            }
            return number;
        });
    }

    /// A whole number within limits, both included.
    public static ConfigType<Integer> integer(int min, int max) {
        ConfigType<Long> number = number(min, max);
        return new ConfigType<>(number.description, value -> Math.toIntExact(number.read(value)));
    }

    public static ConfigType<Boolean> flag() {
        String description = "true or false";
        return new ConfigType<>(description, value -> switch (value.text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw value.wrong(description);
        });
    }

    /// A time span within limits, both included, written `500ms`, `30s`, `15m`, `24h` or `7d`.
    public static ConfigType<Duration> duration(Duration min, Duration max) {
        String description =
                "a time such as 30s, from " + write(min) + " to " + write(max) + " (units: ms, s, m, h, d)";
        return new ConfigType<>(description, value -> {
            Duration duration = parseDuration(value.text()).orElse(null);
            if (duration == null || duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
                throw value.wrong(description);
            }
            return duration;
        });
    }

    /// A time span in the form it has in configuration files; empty if the text is none.
    public static Optional<Duration> parseDuration(String text) {
        var matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long unit = UNIT_MILLIS.getOrDefault(matcher.group(2), 1L);
        return Optional.of(Duration.ofMillis(Long.parseLong(matcher.group(1)) * unit));
    }

    /// A file or folder; a relative one counts from the configuration file's folder.
    public static ConfigType<Path> path() {
        ConfigType<String> text = text();
        return new ConfigType<>("the path of a file or folder", value -> {
            try {
                return value.file().resolveSibling(text.read(value)).normalize();
            } catch (java.nio.file.InvalidPathException _) {
                throw value.wrong("a path of this system");
            }
        });
    }

    public static ConfigType<URI> url() {
        return parsed("a URL such as https://host.example:8200", text -> {
            try {
                return new URI(text);
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("another form", e);
            }
        });
    }

    public static ConfigType<Scheme> scheme() {
        return parsed("four numbers k/repair/success/total such as 4/5/6/6", Scheme::parse);
    }

    public static ConfigType<ActorId> actorId() {
        return parsed("an id such as " + ActorId.PREFIX + "1…", ActorId::parse);
    }

    /// An Ed25519 public key in hexadecimal.
    public static ConfigType<PublicIdentity> publicKey() {
        return parsed(
                "an Ed25519 public key, 64 hexadecimal digits, as 'cairn identity show' prints it",
                text -> PublicIdentity.of(HexFormat.of().parseHex(text)));
    }

    /// An actor and where it is reached.
    public record Peer(ActorId id, Endpoint endpoint) {}

    /// A peer and its address, `id@host:port`.
    public static ConfigType<Peer> peer() {
        return parsed("an id and an address such as " + ActorId.PREFIX + "1…@host:26600", text -> {
            int at = text.indexOf('@');
            int colon = text.lastIndexOf(':');
            if (at < 0 || colon < at) {
                throw new IllegalArgumentException("another form");
            }
            String host = text.substring(at + 1, colon);
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            }
            return new Peer(
                    ActorId.parse(text.substring(0, at)),
                    new Endpoint(host, Integer.parseInt(text.substring(colon + 1))));
        });
    }

    /// A block that somebody vouches for, `height:hash`.
    public static ConfigType<Checkpoint> checkpoint() {
        return parsed("a height and a block's hash such as 120:5f…", text -> {
            int colon = text.indexOf(':');
            if (colon < 1 || !text.substring(0, colon).matches("\\d{1,18}")) {
                throw new IllegalArgumentException("another form");
            }
            return new Checkpoint(
                    Long.parseLong(text.substring(0, colon)), BlockHash.fromHex(text.substring(colon + 1)));
        });
    }

    /// Money in credits, with up to nine decimals.
    public static ConfigType<Amount> credits() {
        return parsed("an amount in credits such as 12.5", Credits::parse);
    }

    /// A share of a whole in hundredths of a percent, written `5%` or `0.25%`, at most all of it.
    public static ConfigType<Integer> basisPoints() {
        String description = "a percentage with at most two decimals, such as 5% or 0.25%, up to 100%";
        return parsed(description, text -> {
            if (!PERCENT.matcher(text).matches()) {
                throw new IllegalArgumentException("another form");
            }
            int basisPoints = new BigDecimal(text.substring(0, text.length() - 1))
                    .movePointRight(2)
                    .intValueExact();
            if (basisPoints > 10_000) {
                throw new IllegalArgumentException("more than the whole");
            }
            return basisPoints;
        });
    }

    /// A moment in ISO 8601, to the millisecond.
    public static ConfigType<Instant> moment() {
        return parsed("a moment such as 2030-01-31T12:00:00Z", text -> {
            try {
                return Instant.parse(text).truncatedTo(ChronoUnit.MILLIS);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("another form", e);
            }
        });
    }

    /// One of some values, by their names in the file.
    public static <T> ConfigType<T> named(List<T> values, Function<T, String> name) {
        String description = "one of " + values.stream().map(name).collect(Collectors.joining(", "));
        return new ConfigType<>(description, value -> {
            for (T each : values) {
                if (name.apply(each).equals(value.text())) {
                    return each;
                }
            }
            throw value.wrong(description);
        });
    }

    /// One of an enum's names, in lower case with hyphens.
    public static <E extends Enum<E>> ConfigType<E> oneOf(Class<E> type) {
        var names = new ArrayList<String>();
        for (E constant : type.getEnumConstants()) {
            names.add(name(constant));
        }
        String description = "one of " + String.join(", ", names);
        return new ConfigType<>(description, value -> {
            int index = names.indexOf(value.text());
            if (index < 0) {
                throw value.wrong(description);
            }
            return type.getEnumConstants()[index];
        });
    }

    /// A list, in the environment separated by commas.
    public static <T> ConfigType<List<T>> listOf(ConfigType<T> type) {
        String description = "a list, each entry " + type.description;
        return new ConfigType<>(description, value -> {
            var list = new ArrayList<T>();
            if (value.fromText()) {
                for (String entry : value.text().split(",", -1)) {
                    JsonNode node = com.fasterxml.jackson.databind.node.TextNode.valueOf(entry.strip());
                    list.add(type.read(new ConfigValue(value.where(), value.file(), node, true)));
                }
            } else if (value.node().isArray()) {
                for (JsonNode entry : value.node()) {
                    list.add(type.read(new ConfigValue(value.where(), value.file(), entry, false)));
                }
            } else {
                throw value.wrong(description);
            }
            return List.copyOf(list);
        });
    }

    /// A duration in the form it is written in configuration files.
    public static String write(Duration duration) {
        long millis = duration.toMillis();
        for (String unit : List.of("d", "h", "m", "s")) {
            long unitMillis = UNIT_MILLIS.getOrDefault(unit, 1L);
            if (millis > 0 && millis % unitMillis == 0) {
                return millis / unitMillis + unit;
            }
        }
        return millis + "ms";
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <T> ConfigType<T> parsed(String description, Function<String, T> parser) {
        return new ConfigType<>(description, value -> {
            try {
                return parser.apply(value.text());
            } catch (IllegalArgumentException e) {
                throw value.wrong(description + " (" + e.getMessage() + ")");
            }
        });
    }
}
