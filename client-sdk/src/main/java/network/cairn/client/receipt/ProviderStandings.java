package network.cairn.client.receipt;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import network.cairn.client.account.LedgerException;
import network.cairn.client.account.LedgerView;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.proofs.id.ActorId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How providers stand on the ledger, from memory: asked at once and answered at once, while what is old is looked
/// up anew behind it. For telling in passing how an object does; a receipt proves it. Safe for many threads.
public final class ProviderStandings {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderStandings.class);

    private final LedgerView ledger;
    private final InstantSource clock;
    private final Duration freshFor;
    private final Map<ActorId, Entry> entries = new ConcurrentHashMap<>();

    private static final class Entry {
        final AtomicBoolean lookingUp = new AtomicBoolean();
        volatile Optional<Standing> standing = Optional.empty();
        volatile Instant lookedUp = Instant.MIN;
    }

    /// @param freshFor how old an answer may be before it is looked up anew
    public ProviderStandings(LedgerView ledger, InstantSource clock, Duration freshFor) {
        this.ledger = ledger;
        this.clock = clock;
        this.freshFor = freshFor;
    }

    /// How a provider stands.
    ///
    /// @param epoch the ledger's when it was looked up
    /// @param terms what it offers, where it is a provider
    /// @param failed whether it has failed
    /// @param lastProven the last epoch that it has proven, of the last 60 or so; empty where it has proven none
    public record Standing(long epoch, Optional<ProviderTerms> terms, boolean failed, Optional<Long> lastProven) {
        /// Whether it has proven one of the last two epochs that it could have.
        public boolean isAlive() {
            return !failed && lastProven.isPresent() && lastProven.get() >= epoch - 2;
        }
    }

    /// How a provider stood when it was last looked up; empty before that.
    public Optional<Standing> of(ActorId provider) {
        Entry entry = entries.computeIfAbsent(provider, _ -> new Entry());
        boolean old = entry.lookedUp.plus(freshFor).isBefore(clock.instant());
        if (old && entry.lookingUp.compareAndSet(false, true)) {
            Thread.ofVirtual().name("provider-standing").start(() -> lookUp(provider, entry));
        }
        return entry.standing;
    }

    private void lookUp(ActorId provider, Entry entry) {
        try {
            entry.standing = Optional.of(ask(provider));
            entry.lookedUp = clock.instant();
        } catch (LedgerException e) {
            LOG.debug("it is not known how {} stands: {}", provider, e.getMessage());
        } finally {
            entry.lookingUp.set(false);
        }
    }

    private Standing ask(ActorId provider) throws LedgerException {
        long epoch = ledger.tip().epoch();
        return new Standing(
                epoch,
                ledger.provider(provider).map(Provider::terms),
                ledger.providerAccount(provider)
                        .flatMap(ProviderAccount::failure)
                        .isPresent(),
                ledger.lastProven(provider, epoch));
    }
}
