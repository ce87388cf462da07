package network.cairn.client.light;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.CertifiedHeader;
import network.cairn.client.ledger.Channel;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.Delegation;
import network.cairn.client.ledger.ProvenRecord;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.TransactionInclusion;
import network.cairn.client.ledger.Validator;
import network.cairn.client.light.Refusal.Reason;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.TransactionId;
import network.cairn.proofs.tree.StateVerdict;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks what a node says of the chain, and believes nothing else of it.
///
/// It trusts genesis or a checkpoint, and from there a header that a quorum of its epoch's validators has
/// finalised. Each header names its epoch's set and the next epoch's, so one header an epoch leads from
/// any trusted header to the newest. Records of the state are checked against the state root of such a
/// header, transactions against its transactions' root.
///
/// This holds while validators with less than a third of the power lie in each epoch that is passed. A
/// client that begins at genesis or at a checkpoint older than the chain's unbonding time also relies
/// on validators that have long left: begin at a recent checkpoint from somebody who is trusted.
///
/// A source can refuse to answer, and can withhold the newest blocks for as long as
/// {@link LightClientSettings#tipAgeMax()}; it cannot make up a record, hide one, or show one from a fork.
/// Safe for use by many threads; calls block as long as the source does.
public final class LightClient {
    private static final Logger LOG = LoggerFactory.getLogger(LightClient.class);

    private final LightClientSettings settings;
    private final ChainSource source;
    private final TrustStore store;
    private final HeaderChecks checks;
    private final HeaderHistory history = new HeaderHistory();

    /// Held while the trusted header is replaced, never while a source is asked.
    private final ReentrantLock lock = new ReentrantLock();

    private volatile Trust trust;
    private volatile @Nullable Refusal fork;

    /// @throws IllegalStateException if the store is damaged, another chain's, or contradicts the checkpoint
    public LightClient(LightClientSettings settings, ChainSource source) {
        this.settings = settings;
        this.source = source;
        this.store = new TrustStore(settings.store());
        var genesis = settings.genesis();
        var chain = genesis.chainId();
        this.checks = new HeaderChecks(chain, genesis.parameters(), settings.verifier(), source, store);
        var kept = store.load(chain);
        kept.ifPresent(checkpoint -> history.add(checkpoint.header()));
        settings.checkpoint()
                .flatMap(checkpoint -> history.add(checkpoint.header()))
                .ifPresent(conflict -> {
                    throw new IllegalStateException(
                            "the checkpoint contradicts the trusted header on the disk: " + conflict);
                });
        var newest = settings.checkpoint()
                .filter(checkpoint -> kept.isEmpty()
                        || checkpoint.header().height() > kept.get().header().height())
                .or(() -> kept);
        this.trust = newest.map(Trust::of).orElseGet(() -> Trust.of(genesis));
        if (newest.isPresent()) {
            store.save(newest.get(), Durability.FSYNCED);
        } else {
            store.saveSet(0, trust.validators().digest());
            store.saveSet(1, trust.validators().digest());
        }
    }

    /// The newest header that is believed; empty before the first one after genesis.
    public Optional<BlockHeader> trusted() {
        return trust.header();
    }

    /// The newest trusted header with its sets, for another client to begin at.
    public Optional<Checkpoint> checkpoint() {
        return trust.checkpoint();
    }

    /// Follows the chain to the source's newest header.
    public Checked<BlockHeader> sync() throws ChainSourceException {
        var before = trust;
        var latest = source.latest();
        var refusal =
                follow(latest).or(() -> olderThan(before, latest.certified())).or(() -> stale(latest.certified()));
        return refusal.<Checked<BlockHeader>>map(Checked.Refused::new)
                .orElseGet(() -> new Checked.Verified<>(
                        latest.certified(), latest.certified().height()));
    }

    /// A final header.
    public Checked<BlockHeader> header(long height) throws ChainSourceException {
        var certified = source.certified(height);
        var refusal = follow(certified);
        if (refusal.isEmpty() && certified.header().height() != height) {
            refusal = HeaderChecks.refused(
                    Reason.WRONG_ANSWER, "header " + certified.header().height() + " was given for header " + height);
        }
        return refusal.<Checked<BlockHeader>>map(Checked.Refused::new)
                .orElseGet(() -> new Checked.Verified<>(certified.header(), height));
    }

    /// A final block, whole.
    public Checked<Block> block(long height) throws ChainSourceException {
        var header = header(height);
        if (header instanceof Checked.Refused<BlockHeader>(var refusal)) {
            return new Checked.Refused<>(refusal);
        }
        var block = source.block(height);
        boolean same = header instanceof Checked.Verified<BlockHeader>(var known, long _)
                && block.header().equals(known)
                && block.isWhole();
        return same
                ? new Checked.Verified<>(block, height)
                : new Checked.Refused<>(new Refusal(
                        Reason.NOT_PROVEN, "the block given for height " + height + " is not the final one"));
    }

    /// An account; {@link Account#EMPTY} where the chain has no record of it.
    public Checked<Account> account(ActorId id) throws ChainSourceException {
        return decoded(StateKey.account(id), Account::decode).map(found -> found.orElse(Account.EMPTY));
    }

    /// A provider; empty where the actor is none.
    public Checked<Optional<Provider>> provider(ActorId id) throws ChainSourceException {
        return decoded(StateKey.provider(id), Provider::decode);
    }

    /// A validator or candidate; empty where the actor is none.
    public Checked<Optional<Validator>> validator(ActorId id) throws ChainSourceException {
        return decoded(StateKey.validator(id), Validator::decode);
    }

    /// What an account has behind a validator; empty where that is nothing.
    public Checked<Optional<Delegation>> delegation(ActorId validator, ActorId delegator) throws ChainSourceException {
        return decoded(StateKey.delegation(validator, delegator), Delegation::decode);
    }

    /// A deal; empty where there is none of this id, or no longer.
    public Checked<Optional<Deal>> deal(DealId id) throws ChainSourceException {
        return decoded(StateKey.deal(id), Deal::decode);
    }

    /// What a provider is bound to, has at stake and has earned; empty where it never had a deal.
    public Checked<Optional<ProviderAccount>> providerAccount(ActorId id) throws ChainSourceException {
        return decoded(StateKey.providerAccount(id), ProviderAccount::decode);
    }

    /// A channel for egress; empty where there is none of this id, or no longer.
    public Checked<Optional<Channel>> channel(Digest id) throws ChainSourceException {
        return decoded(StateKey.channel(id), Channel::decode);
    }

    /// A record of the newest state, or its proven absence.
    public Checked<Optional<byte[]>> get(StateKey key) throws ChainSourceException {
        var before = trust;
        var proven = source.prove(key);
        if (proven.finalization().isEmpty()) {
            return new Checked.Refused<>(
                    new Refusal(Reason.BAD_CERTIFICATE, "the chain has no final block yet, says the source"));
        }
        CertifiedHeader certified;
        try {
            certified =
                    CertifiedHeader.of(proven.header(), proven.finalization().get());
        } catch (IllegalArgumentException e) {
            return new Checked.Refused<>(new Refusal(Reason.BAD_CERTIFICATE, String.valueOf(e.getMessage())));
        }
        var refusal = follow(certified)
                .or(() -> olderThan(before, proven.header()))
                .or(() -> stale(proven.header()))
                .or(() -> notProven(key, proven));
        return refusal.<Checked<Optional<byte[]>>>map(Checked.Refused::new)
                .orElseGet(() ->
                        new Checked.Verified<>(proven.value(), proven.header().height()));
    }

    /// What became of a transaction; empty where the source does not know it as final, which proves nothing.
    public Optional<Checked<TransactionResult>> transaction(TransactionId id) throws ChainSourceException {
        var answer = source.inclusion(id);
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        TransactionInclusion inclusion = answer.get();
        var header = inclusion.header().header();
        var refusal = follow(inclusion.header())
                .or(() -> inclusion.shows(id)
                        ? Optional.empty()
                        : HeaderChecks.refused(
                                Reason.NOT_PROVEN, "transaction " + id + " is not in block " + header.height()));
        return Optional.of(refusal.<Checked<TransactionResult>>map(Checked.Refused::new)
                .orElseGet(() -> new Checked.Verified<>(
                        new TransactionResult(header, inclusion.proof().index(), inclusion.outcomeCode()),
                        header.height())));
    }

    @FunctionalInterface
    private interface Decoding<T> {
        T decode(byte[] encoded) throws CodecException;
    }

    private <T> Checked<Optional<T>> decoded(StateKey key, Decoding<T> decoding) throws ChainSourceException {
        return switch (get(key)) {
            case Checked.Refused<Optional<byte[]>>(var refusal) -> new Checked.Refused<>(refusal);
            case Checked.Verified<Optional<byte[]>>(var value, long height) -> {
                try {
                    yield new Checked.Verified<>(
                            value.isPresent() ? Optional.of(decoding.decode(value.get())) : Optional.empty(), height);
                } catch (CodecException e) {
                    yield new Checked.Refused<>(
                            new Refusal(Reason.UNKNOWN_FORM, "record " + key + ": " + e.getMessage()));
                }
            }
        };
    }

    private static Optional<Refusal> notProven(StateKey key, ProvenRecord proven) {
        return switch (proven.proof().verify(proven.header().state(), key.path(), proven.value())) {
            case StateVerdict.Present() -> Optional.empty();
            case StateVerdict.Absent() -> Optional.empty();
            case StateVerdict.Rejected(var reason) -> HeaderChecks.refused(Reason.NOT_PROVEN, reason);
        };
    }

    private static Optional<Refusal> olderThan(Trust known, BlockHeader header) {
        return header.height() >= known.height()
                ? Optional.empty()
                : HeaderChecks.refused(
                        Reason.OLDER_THAN_TRUSTED,
                        "header " + header.height() + " is older than header " + known.height() + ", which is known");
    }

    private Optional<Refusal> stale(BlockHeader header) {
        var age = Duration.ofMillis(settings.clock().millis() - header.timestampMillis());
        return age.compareTo(settings.tipAgeMax()) <= 0
                ? Optional.empty()
                : HeaderChecks.refused(
                        Reason.STALE,
                        "the newest header, " + header.height() + ", is " + age + " old, more than "
                                + settings.tipAgeMax());
    }

    /// Checks a header, passing epochs in between one by one, and trusts it if it is the newest.
    private Optional<Refusal> follow(CertifiedHeader certified) throws ChainSourceException {
        var known = fork;
        if (known != null) {
            return Optional.of(known);
        }
        var refusal = checks.misshapen(certified);
        while (refusal.isEmpty() && certified.certified().epoch() > trust.epoch() + 1) {
            refusal = passEpoch(trust);
        }
        return refusal.isPresent() ? refusal : take(certified);
    }

    /// Trusts the last header of the epoch after the trusted one.
    private Optional<Refusal> passEpoch(Trust from) throws ChainSourceException {
        long epoch = from.epoch() + 1;
        long height = settings.genesis().parameters().lastHeight(epoch);
        var last = source.certified(height);
        if (last.header().height() != height || last.certified().epoch() != epoch) {
            return HeaderChecks.refused(
                    Reason.WRONG_ANSWER,
                    "header " + last.header().height() + " with a certificate of epoch "
                            + last.certified().epoch() + " was given for header " + height + ", the last of epoch "
                            + epoch);
        }
        return take(last);
    }

    private Optional<Refusal> take(CertifiedHeader certified) throws ChainSourceException {
        var from = trust;
        var header = certified.certified();
        var refusal = checks.refusal(certified, from);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        var conflict = history.add(certified);
        if (conflict.isPresent()) {
            return refused(new Refusal(Reason.FORK, conflict.get()));
        }
        if (header.height() <= from.height()) {
            return Optional.empty();
        }
        long epoch = header.epoch();
        var set = checks.set(epoch, header.validators(), from);
        var next = checks.set(epoch + 1, header.nextValidators(), from);
        if (set.isEmpty() || next.isEmpty()) {
            return HeaderChecks.refused(
                    Reason.WRONG_SET, "the source's set of epoch " + (epoch + 1) + " is not the chain's");
        }
        trust(new Checkpoint(header, set.get(), next.get()));
        return Optional.empty();
    }

    private Optional<Refusal> refused(Refusal refusal) {
        if (refusal.reason() == Reason.FORK) {
            LOG.error("more than a third of the validators lie: {}", refusal.detail());
            fork = refusal;
        }
        return Optional.of(refusal);
    }

    private void trust(Checkpoint checkpoint) {
        lock.lock();
        try {
            if (checkpoint.header().height() <= trust.height()) {
                return;
            }
            boolean newEpoch = checkpoint.header().epoch() != trust.epoch()
                    || trust.checkpoint().isEmpty();
            store.save(checkpoint, newEpoch ? Durability.FSYNCED : Durability.BUFFERED);
            trust = Trust.of(checkpoint);
        } finally {
            lock.unlock();
        }
    }
}
