package network.cairn.chain.validator;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.chain.consensus.ConsensusTimer;
import network.cairn.client.ledger.Round;

/// The timers of consensus, at most one of each kind.
final class ConsensusTimers {
    private static final String PREFIX = "consensus-";

    private final ValidatorEnvironment environment;
    private final Map<ConsensusTimer, ValidatorEnvironment.TimerName> running = new EnumMap<>(ConsensusTimer.class);

    ConsensusTimers(ValidatorEnvironment environment) {
        this.environment = environment;
    }

    void set(ConsensusTimer timer, Round round, Duration delay) {
        cancel(timer);
        var name = new ValidatorEnvironment.TimerName(PREFIX + timer, Optional.of(round));
        running.put(timer, name);
        environment.setTimer(name, delay);
    }

    void cancel(ConsensusTimer timer) {
        ValidatorEnvironment.TimerName name = running.remove(timer);
        if (name != null) {
            environment.cancelTimer(name);
        }
    }

    void cancelAll() {
        for (ConsensusTimer timer : ConsensusTimer.values()) {
            cancel(timer);
        }
    }

    /// Which timer this is that has run out; none where it was cancelled or set anew meanwhile.
    Optional<ConsensusTimer> fired(ValidatorEnvironment.TimerName name) {
        for (Map.Entry<ConsensusTimer, ValidatorEnvironment.TimerName> entry : running.entrySet()) {
            if (entry.getValue().equals(name)) {
                ConsensusTimer timer = entry.getKey();
                running.remove(timer);
                return Optional.of(timer);
            }
        }
        return Optional.empty();
    }
}
