package network.cairn.client.light;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.CertifiedHeader;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.light.Refusal.Reason;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;

/// The checks a certified header goes through, given what is trusted.
final class HeaderChecks {
    private static final int SETS_CACHED_MAX = 16;

    private final ChainId chain;
    private final ChainParameters parameters;
    private final SignatureVerifier verifier;
    private final ChainSource source;
    private final TrustStore store;

    /// By digest, as sources gave them. Guarded by itself.
    private final Map<Digest, ValidatorSet> sets = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, ValidatorSet> eldest) {
            return size() > SETS_CACHED_MAX;
        }
    };

    HeaderChecks(
            ChainId chain,
            ChainParameters parameters,
            SignatureVerifier verifier,
            ChainSource source,
            TrustStore store) {
        this.chain = chain;
        this.parameters = parameters;
        this.verifier = verifier;
        this.source = source;
        this.store = store;
    }

    /// What speaks against a header being final, where its epoch's set is known.
    Optional<Refusal> refusal(CertifiedHeader certified, Trust trust) throws ChainSourceException {
        var shape = misshapen(certified);
        if (shape.isPresent()) {
            return shape;
        }
        var header = certified.certified();
        if (header.epoch() > trust.epoch() + 1) {
            return refused(
                    Reason.UNKNOWN_EPOCH,
                    "header " + header.height() + " is of epoch " + header.epoch() + ", epoch " + trust.epoch()
                            + " is trusted");
        }
        var expected = expectedSet(header.epoch(), trust);
        if (expected.isEmpty()) {
            return refused(Reason.UNKNOWN_EPOCH, "epoch " + header.epoch() + " was before this client began");
        }
        if (!header.validators().equals(expected.get())) {
            return refused(Reason.WRONG_SET, "header " + header.height() + " names another set than its epoch has");
        }
        var next = expectedSet(header.epoch() + 1, trust);
        if (header.epoch() <= trust.epoch()
                && next.isPresent()
                && !header.nextValidators().equals(next.get())) {
            return refused(Reason.WRONG_SET, "header " + header.height() + " names another set for the next epoch");
        }
        var set = set(header.epoch(), expected.get(), trust);
        if (set.isEmpty()) {
            return refused(Reason.WRONG_SET, "the source's set of epoch " + header.epoch() + " is not the chain's");
        }
        return certified.isFinalBy(set.get(), verifier)
                ? againstTrusted(header, trust)
                : refused(
                        Reason.BAD_CERTIFICATE,
                        "the certificate of header " + header.height() + " is not of a quorum of its epoch's set");
    }

    /// What can be said without knowing a set.
    Optional<Refusal> misshapen(CertifiedHeader certified) {
        var header = certified.certified();
        if (!header.chain().equals(chain)) {
            return refused(Reason.WRONG_CHAIN, "the header is of chain " + header.chain() + ", not of " + chain);
        }
        if (header.height() < 1 || header.epoch() != parameters.epochOf(header.height())) {
            return refused(Reason.WRONG_ANSWER, "height " + header.height() + " is not in epoch " + header.epoch());
        }
        var first = certified.header();
        if (first.height() < 1 || first.epoch() != parameters.epochOf(first.height())) {
            return refused(Reason.WRONG_ANSWER, "height " + first.height() + " is not in epoch " + first.epoch());
        }
        return Optional.empty();
    }

    private static Optional<Refusal> againstTrusted(BlockHeader header, Trust trust) {
        if (trust.header().isEmpty()) {
            return Optional.empty();
        }
        var trusted = trust.header().get();
        boolean sameOrder = Long.compare(header.height(), trusted.height())
                == Long.compare(header.timestampMillis(), trusted.timestampMillis());
        if (header.height() == trusted.height() && !header.hash().equals(trusted.hash())) {
            return refused(
                    Reason.FORK,
                    "two blocks of height " + header.height() + " are final: " + header.hash() + " and "
                            + trusted.hash());
        }
        return sameOrder
                ? Optional.empty()
                : refused(
                        Reason.FORK,
                        "the times of final headers " + header.height() + " and " + trusted.height()
                                + " are not in the order of their heights");
    }

    private Optional<Digest> expectedSet(long epoch, Trust trust) {
        if (epoch == trust.epoch()) {
            return Optional.of(trust.validators().digest());
        }
        return epoch == trust.epoch() + 1 ? Optional.of(trust.nextValidators().digest()) : store.set(epoch);
    }

    /// The set with this digest, from what is trusted or from the source; empty if the source gives another.
    Optional<ValidatorSet> set(long epoch, Digest digest, Trust trust) throws ChainSourceException {
        if (trust.validators().digest().equals(digest)) {
            return Optional.of(trust.validators());
        }
        if (trust.nextValidators().digest().equals(digest)) {
            return Optional.of(trust.nextValidators());
        }
        synchronized (sets) {
            var cached = sets.get(digest);
            if (cached != null) {
                return Optional.of(cached);
            }
        }
        var given = source.validators(epoch);
        if (!given.digest().equals(digest)) {
            return Optional.empty();
        }
        synchronized (sets) {
            sets.put(digest, given);
        }
        return Optional.of(given);
    }

    static Optional<Refusal> refused(Reason reason, String detail) {
        return Optional.of(new Refusal(reason, detail));
    }
}
