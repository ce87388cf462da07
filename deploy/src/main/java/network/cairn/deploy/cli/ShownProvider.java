package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.wire.v1.ProviderReport;
import network.cairn.client.wire.v1.ProviderReport.EpochEntry;
import network.cairn.deploy.chain.LedgerRecords;
import network.cairn.deploy.chain.NodeReport;
import network.cairn.deploy.config.Credits;

/// What is known of a provider, ready to be printed.
///
/// @param registered its terms, once it has registered
/// @param account what the ledger keeps of its deals, once it has had one
/// @param due what it has proven and is not yet credited with; empty where that is too much to look at
/// @param report what its node says
record ShownProvider(
        ProviderName name,
        Optional<Provider> registered,
        Optional<ProviderAccount> account,
        Optional<Amount> due,
        NodeReport report) {
    static final List<String> HEADINGS = List.of(
            "NODE",
            "ID",
            "DEALS",
            "HELD",
            "PROVEN",
            "MISSES",
            "EARNED",
            "HELD BACK",
            "DUE",
            "COLLATERAL",
            "LATEST EPOCH");

    private static final String UNKNOWN = "-";

    ShownProvider with(NodeReport newReport) {
        return new ShownProvider(name, registered, account, due, newReport);
    }

    boolean isOnLedger() {
        return registered.isPresent() || account.isPresent();
    }

    /// The account; that of a provider without deals where it never had one.
    private ProviderAccount known() {
        return account.orElseGet(() -> ProviderAccount.opened(0));
    }

    /// @param epochs how many of its latest are shown
    ObjectNode json(int epochs) {
        ObjectNode json = onLedger();
        Optional<ProviderReport> said = report.report();
        if (said.isEmpty()) {
            json.putNull("report");
        } else {
            ProviderReport from = said.get();
            ObjectNode node = json.putObject("report")
                    .put("followedHeight", from.followedHeight())
                    .put("deals", from.deals())
                    .put("pieces", from.pieces())
                    .put("problem", from.problem());
            var list = node.putArray("epochs");
            from.epochs().stream()
                    .limit(epochs)
                    .forEach(entry -> list.addObject()
                            .put("epoch", entry.epoch())
                            .put("outcome", entry.outcome().name().toLowerCase(Locale.ROOT))
                            .put("heldBytes", heldBytes(entry))
                            .put("due", Credits.write(entry.due()))
                            .put("why", entry.detail()));
        }
        return json.put("reportProblem", report.problem());
    }

    private ObjectNode onLedger() {
        ObjectNode json = ChainJson.object();
        name.number().ifPresent(number -> json.put("node", number));
        json.put("id", name.id().toString()).put("registered", registered.isPresent());
        registered.ifPresent(provider -> json.setAll(ChainJson.provider(name.id(), provider)));
        if (isOnLedger()) {
            StorageJson.account(json, known());
            json.put("due", due.map(Credits::write).orElse(null));
        }
        return json;
    }

    /// @param epochs how many of its latest are shown
    List<String> lines(int epochs) {
        var lines = new ArrayList<>(ChainJson.lines(onLedger()));
        lines.add("");
        Optional<ProviderReport> said = report.report();
        if (said.isEmpty()) {
            lines.add("Its node says nothing: " + report.problem());
            return lines;
        }
        ProviderReport from = said.get();
        lines.add("Its node says, at height " + from.followedHeight() + ": " + counted(from.deals(), "deal") + " with "
                + counted(from.pieces(), "piece")
                + (from.problem().isEmpty() ? "" : "; in its way: " + from.problem()));
        if (from.epochs().isEmpty() || epochs == 0) {
            return lines;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("EPOCH", "OUTCOME", "HELD", "DUE", "WHY"));
        from.epochs().stream()
                .limit(epochs)
                .forEach(entry -> rows.add(List.of(
                        Long.toString(entry.epoch()),
                        outcome(entry),
                        ByteSize.write(heldBytes(entry)),
                        Credits.write(entry.due()),
                        entry.detail())));
        lines.addAll(Columns.align(rows));
        return lines;
    }

    /// One line of a table of providers.
    List<String> row() {
        String latest = report.report().stream()
                .flatMap(said -> said.epochs().stream())
                .findFirst()
                .map(entry -> entry.epoch() + " " + outcome(entry))
                .orElse(UNKNOWN);
        var row = new ArrayList<>(List.of(
                name.number().isPresent() ? Integer.toString(name.number().getAsInt()) : UNKNOWN,
                name.id().toString()));
        if (isOnLedger()) {
            ProviderAccount of = known();
            row.addAll(List.of(
                    Long.toString(of.deals()),
                    ByteSize.write(of.leaves() * LedgerRecords.LEAF_BYTES),
                    Long.toString(of.conduct().proven()),
                    Integer.toString(Integer.bitCount(of.conduct().misses())),
                    Credits.write(of.money().earned()),
                    Credits.write(of.money().heldBack()),
                    due.map(Credits::write).orElse(UNKNOWN),
                    Credits.write(of.money().collateral())));
        } else {
            row.addAll(java.util.Collections.nCopies(HEADINGS.size() - 3, UNKNOWN));
        }
        row.add(latest);
        return row;
    }

    /// What its operator should know beside the numbers, or nothing.
    String problem() {
        Optional<Long> failed = account.flatMap(ProviderAccount::failure).map(ProviderAccount.Failure::epoch);
        if (failed.isPresent()) {
            return "has failed: its deals pay for nothing from epoch " + failed.get() + " on";
        }
        if (report.report().isEmpty()) {
            return (isOnLedger() ? "" : "the chain has no provider of this id; ") + report.problem();
        }
        return report.report().get().problem();
    }

    private static long heldBytes(EpochEntry entry) {
        return entry.leaves() * LedgerRecords.LEAF_BYTES;
    }

    private static String outcome(EpochEntry entry) {
        return entry.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
