package network.cairn.deploy.simulation;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;

/// How the run of a seed went.
///
/// @param scenario what the seed had in store, in words
/// @param failure what was wrong; empty where all held
/// @param traceHash over everything that happened: two runs of a seed have the same
/// @param events how many things happened
/// @param lastEvents the last of them, in words
/// @param virtualMillis how long the run was by the simulation's clock
/// @param recoveryMillis how long after the storm every honest machine was ahead again
public record SimulationResult(
        long seed,
        int members,
        String scenario,
        Optional<String> failure,
        long traceHash,
        long events,
        List<String> lastEvents,
        Tally tally,
        long virtualMillis,
        long recoveryMillis) {
    public SimulationResult {
        lastEvents = List.copyOf(lastEvents);
    }

    public boolean passed() {
        return failure.isEmpty();
    }

    static String withTrace(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
