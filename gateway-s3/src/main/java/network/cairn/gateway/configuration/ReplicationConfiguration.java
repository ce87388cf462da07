package network.cairn.gateway.configuration;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.gateway.s3.S3Exception;

/// S3's `ReplicationConfiguration`, which is understood as far as to refuse it as S3 would, and then refused.
public final class ReplicationConfiguration {
    private static final int RULES_MAX = 1000;
    private static final int ID_CHARACTERS_MAX = 255;
    private static final Set<String> STATUSES = Set.of("Enabled", "Disabled");

    private ReplicationConfiguration() {}

    /// Always throws.
    ///
    /// @throws S3Exception `MalformedXML` or `InvalidRequest` for what S3 would not take, else
    /// `NotImplemented`
    public static void refuse(byte[] xml) throws S3Exception {
        SchemaElement root = SchemaElement.root(xml, "ReplicationConfiguration").only("Role", "Rule");
        root.requiredText("Role");
        List<SchemaElement> rules = root.all("Rule");
        if (rules.isEmpty()) {
            throw Refusals.malformed("ReplicationConfiguration needs a Rule");
        }
        if (rules.size() > RULES_MAX) {
            throw Refusals.invalidRequest(
                    "The number of replication rules must not exceed the allowed limit of " + RULES_MAX + " rules.");
        }
        for (SchemaElement rule : rules) {
            check(rule);
        }
        throw Refusals.notImplemented("Replication between buckets is not supported: every object is spread over many"
                + " nodes of the network as it is.");
    }

    private static void check(SchemaElement rule) throws S3Exception {
        rule.only(
                "ID",
                "Priority",
                "Prefix",
                "Filter",
                "Status",
                "SourceSelectionCriteria",
                "ExistingObjectReplication",
                "Destination",
                "DeleteMarkerReplication");
        Optional<String> id = rule.text("ID");
        if (id.isPresent() && id.get().length() > ID_CHARACTERS_MAX) {
            throw Refusals.malformed("an ID has at most " + ID_CHARACTERS_MAX + " characters");
        }
        String status = rule.requiredWord("Status");
        if (!STATUSES.contains(status)) {
            throw Refusals.malformed("Status is Enabled or Disabled, not " + status);
        }
        rule.smallInteger("Priority");
        rule.required("Destination").requiredText("Bucket");
    }
}
