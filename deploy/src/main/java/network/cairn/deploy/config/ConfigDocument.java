package network.cairn.deploy.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;

/// A YAML configuration file, with the environment laid over it.
///
/// The environment variable of a key is the prefix and the key in capitals with underscores between its
/// words:
/// under the prefix `CAIRN_NODE_`, `capacityBytes` is `CAIRN_NODE_CAPACITY_BYTES`. A list's values are
/// separated
/// by commas there. A key or a variable that nothing reads is an error, so that a misspelt one is not
/// ignored.
/// Relative paths count from the file's own folder.
public final class ConfigDocument {
    /// A configuration file larger than this was not meant.
    static final int FILE_BYTES_MAX = 1 << 20;

    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            // Money is exact, which no double is.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Path file;
    private final ObjectNode root;
    private final String environmentPrefix;
    private final Map<String, String> environment;
    private final Set<String> known = new HashSet<>();

    private ConfigDocument(Path file, ObjectNode root, String environmentPrefix, Map<String, String> environment) {
        this.file = file;
        this.root = root;
        this.environmentPrefix = environmentPrefix;
        this.environment = environment;
    }

    /// Reads a file.
    ///
    /// @param environmentPrefix of the variables that override keys; empty for a file that none override
    /// @throws CommandFailure with `CONFIG` if it is not there, not readable or not YAML with keys at
    ///     its top
    public static ConfigDocument read(Path file, String environmentPrefix, Map<String, String> environment)
            throws CommandFailure {
        JsonNode node;
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new CommandFailure(
                        Exit.CONFIG,
                        file + ": is " + Files.size(file) + " bytes; a configuration file is at most "
                                + FILE_BYTES_MAX);
            }
            node = YAML.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String line = at == null ? "" : " line " + at.getLineNr() + ":";
            throw new CommandFailure(
                    Exit.CONFIG, file + ":" + line + " not YAML: " + firstLine(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new CommandFailure(Exit.CONFIG, file + ": " + CommandFailure.reason(e), e);
        }
        if (!(node instanceof ObjectNode root)) {
            throw new CommandFailure(Exit.CONFIG, file + ": has no keys at its top level");
        }
        return new ConfigDocument(
                file.toAbsolutePath().normalize(),
                root,
                environmentPrefix,
                environmentPrefix.isEmpty() ? Map.of() : Map.copyOf(environment));
    }

    /// The required value of a key.
    ///
    /// @throws CommandFailure with `CONFIG` where it is missing or of another type
    public <T> T required(String key, ConfigType<T> type) throws CommandFailure {
        ConfigValue value = value(key);
        if (value == null) {
            throw new CommandFailure(
                    Exit.CONFIG, file + ": " + key + ": missing; it must be given, as " + type.description());
        }
        return type.read(value);
    }

    /// The value of a key, or where it is not given the default.
    public <T> T optional(String key, ConfigType<T> type, T otherwise) throws CommandFailure {
        ConfigValue value = value(key);
        return value == null ? otherwise : type.read(value);
    }

    /// The entries of a required list of sections, each to be read like a file of its own.
    public List<ConfigDocument> sections(String key) throws CommandFailure {
        known.add(key);
        JsonNode list = root.get(key);
        if (list == null || !list.isArray()) {
            throw new CommandFailure(Exit.CONFIG, file + ": " + key + ": must be a list");
        }
        var sections = new ArrayList<ConfigDocument>();
        for (JsonNode entry : list) {
            if (!(entry instanceof ObjectNode section)) {
                throw new CommandFailure(
                        Exit.CONFIG, file + ": " + key + ": entry " + (sections.size() + 1) + " has no keys");
            }
            sections.add(new ConfigDocument(file, section, "", Map.of()));
        }
        return sections;
    }

    /// The entries of a list of sections; none where the key is not given.
    public List<ConfigDocument> optionalSections(String key) throws CommandFailure {
        if (!root.hasNonNull(key)) {
            known.add(key);
            return List.of();
        }
        return sections(key);
    }

    /// Ends reading: what has not been asked for by now is not a key.
    ///
    /// @throws CommandFailure with `CONFIG` naming the first unknown key, or the first unknown variable
    public void rejectUnknown() throws CommandFailure {
        for (var keys = root.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!known.contains(key)) {
                throw new CommandFailure(
                        Exit.CONFIG, file + ": " + key + ": unknown key; the keys are " + knownInOrder());
            }
        }
        var variables = new HashSet<String>();
        known.forEach(key -> variables.add(variable(key)));
        for (String name : new TreeMap<>(environment).keySet()) {
            if (name.startsWith(environmentPrefix) && !variables.contains(name)) {
                throw new CommandFailure(
                        Exit.CONFIG,
                        "environment: " + name + ": overrides no key of " + file.getFileName() + "; the keys are "
                                + knownInOrder());
            }
        }
    }

    /// A failure about this file as a whole, for what its values break together.
    public CommandFailure failure(String problem) {
        return new CommandFailure(Exit.CONFIG, file + ": " + problem);
    }

    public Path file() {
        return file;
    }

    /// The keys asked for so far, in alphabetical order.
    Set<String> known() {
        return Set.copyOf(known);
    }

    private @org.jspecify.annotations.Nullable ConfigValue value(String key) {
        known.add(key);
        String override = environment.get(variable(key));
        if (override != null) {
            return new ConfigValue("environment: " + variable(key), file, TextNode.valueOf(override), true);
        }
        JsonNode node = root.get(key);
        return node == null || node.isNull() ? null : new ConfigValue(file + ": " + key, file, node, false);
    }

    private String variable(String key) {
        return environmentPrefix + key.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    private String knownInOrder() {
        return String.join(", ", known.stream().sorted().toList());
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }
}
