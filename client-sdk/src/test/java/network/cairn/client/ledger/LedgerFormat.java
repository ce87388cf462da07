package network.cairn.client.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.tree.StateProof;

/// A kind of value that has a canonical encoding, with one sample of it.
///
/// @param name what its golden vector is called
public record LedgerFormat<T>(String name, T sample, Function<T, byte[]> encoder, Decoding<T> decoder) {
    @FunctionalInterface
    public interface Decoding<T> {
        T decode(byte[] encoded) throws CodecException;
    }

    public byte[] encodedSample() {
        return encoder.apply(sample);
    }

    /// Decodes and encodes again: the same bytes, or {@link CodecException}.
    public byte[] recode(byte[] encoded) throws CodecException {
        return encoder.apply(decoder.decode(encoded));
    }

    @Override
    public String toString() {
        return name;
    }

    /// Every format of the package.
    public static List<LedgerFormat<?>> all() {
        var all = new ArrayList<LedgerFormat<?>>();
        var bodies = new TreeMap<>(LedgerSamples.bodies());
        bodies.putAll(LedgerSamples.storageBodies());
        bodies.forEach((name, body) -> {
            all.add(new LedgerFormat<>("body." + name, body, TransactionBody::encode, TransactionBody::decode));
            all.add(new LedgerFormat<>(
                    "transaction." + name, LedgerSamples.transaction(body), Transaction::encode, Transaction::decode));
        });
        for (Vote vote : LedgerSamples.votes()) {
            String kind = vote.getClass().getSimpleName().toLowerCase(Locale.ROOT);
            all.add(new LedgerFormat<>("vote." + kind, vote, Vote::encode, Vote::decode));
            all.add(new LedgerFormat<>(
                    "signed-vote." + kind,
                    SignedVote.sign(LedgerSamples.identity(2), LedgerSamples.CHAIN, vote),
                    SignedVote::encode,
                    SignedVote::decode));
            all.add(new LedgerFormat<>(
                    "certificate." + kind,
                    LedgerSamples.certificate(vote, LedgerSamples.set(), 1, 2, 4),
                    Certificate::encode,
                    Certificate::decode));
        }
        all.add(new LedgerFormat<>("set", LedgerSamples.set(), ValidatorSet::encode, ValidatorSet::decode));
        all.add(new LedgerFormat<>("header", LedgerSamples.block().header(), BlockHeader::encode, BlockHeader::decode));
        all.add(new LedgerFormat<>("block", LedgerSamples.block(), Block::encode, Block::decode));
        all.add(new LedgerFormat<>("genesis", LedgerSamples.genesis(), Genesis::encode, Genesis::decode));
        all.add(new LedgerFormat<>("account", LedgerSamples.account(), Account::encode, Account::decode));
        all.add(new LedgerFormat<>("provider", LedgerSamples.provider(), Provider::encode, Provider::decode));
        all.add(new LedgerFormat<>("validator", LedgerSamples.validator(), Validator::encode, Validator::decode));
        all.add(new LedgerFormat<>(
                "delegation", new Delegation(new Amount(3, 4)), Delegation::encode, Delegation::decode));
        all.add(new LedgerFormat<>("deal", LedgerSamples.deal(), Deal::encode, Deal::decode));
        all.add(new LedgerFormat<>(
                "provider-account", LedgerSamples.providerAccount(), ProviderAccount::encode, ProviderAccount::decode));
        all.add(new LedgerFormat<>("channel", LedgerSamples.channel(), Channel::encode, Channel::decode));
        all.add(new LedgerFormat<>(
                "storage-epoch",
                new StorageEpoch(Amount.units(3), Amount.units(2), true),
                StorageEpoch::encode,
                StorageEpoch::decode));
        all.add(new LedgerFormat<>(
                "proven-epochs", ProvenEpochs.NONE.with(61).with(119), ProvenEpochs::encode, ProvenEpochs::decode));
        all.add(new LedgerFormat<>(
                "certified-header", LedgerSamples.certifiedHeader(), CertifiedHeader::encode, CertifiedHeader::decode));
        all.add(new LedgerFormat<>(
                "proven-record", LedgerSamples.provenRecord(), ProvenRecord::encode, ProvenRecord::decode));
        all.add(new LedgerFormat<>(
                "state-proof", LedgerSamples.provenRecord().proof(), StateProof::encode, StateProof::decode));
        all.add(new LedgerFormat<>(
                "transaction-inclusion",
                LedgerSamples.inclusion(),
                TransactionInclusion::encode,
                TransactionInclusion::decode));
        return List.copyOf(all);
    }
}
