package network.cairn.chain.state;

import java.util.function.Function;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Channel;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.Delegation;
import network.cairn.client.ledger.ProvenEpochs;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.StorageEpoch;
import network.cairn.client.ledger.Validator;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.DealId;

/// What the records of one table are: how they are written and read, and the money that is in one.
record RecordType<T>(Function<T, byte[]> encoding, Decoding<T> decoding, Function<T, Amount> money) {
    static final RecordType<Account> ACCOUNT = new RecordType<>(Account::encode, Account::decode, Account::balance);
    static final RecordType<Provider> PROVIDER = moneyless(Provider::encode, Provider::decode);
    static final RecordType<Validator> VALIDATOR =
            new RecordType<>(Validator::encode, Validator::decode, Validator::stake);
    static final RecordType<Delegation> DELEGATION = moneyless(Delegation::encode, Delegation::decode);
    static final RecordType<Totals> TOTALS = new RecordType<>(
            Totals::encode, Totals::decode, totals -> totals.feePool().plusExact(totals.burned()));
    static final RecordType<Candidates> CANDIDATES = moneyless(Candidates::encode, Candidates::decode);
    static final RecordType<EpochRecord> EPOCH = moneyless(EpochRecord::encode, EpochRecord::decode);
    static final RecordType<Unbonding> UNBONDING =
            new RecordType<>(Unbonding::encode, Unbonding::decode, Unbonding::amount);
    static final RecordType<BeaconSignature> BEACON =
            moneyless(BeaconSignature::toBytes, bytes -> BeaconSignature.of(bytes));

    static final RecordType<Deal> DEAL = new RecordType<>(Deal::encode, Deal::decode, Deal::money);
    static final RecordType<ProviderAccount> PROVIDER_ACCOUNT =
            new RecordType<>(ProviderAccount::encode, ProviderAccount::decode, ProviderAccount::total);
    static final RecordType<Channel> CHANNEL = new RecordType<>(Channel::encode, Channel::decode, Channel::left);
    static final RecordType<StorageEpoch> STORAGE_EPOCH = moneyless(StorageEpoch::encode, StorageEpoch::decode);
    static final RecordType<ProvenEpochs> PROVEN_EPOCHS = moneyless(ProvenEpochs::encode, ProvenEpochs::decode);
    static final RecordType<SumNode> DEAL_NODE = moneyless(RecordType::encodeNode, RecordType::decodeNode);
    static final RecordType<DealId> DEAL_SLOT = moneyless(DealId::toBytes, DealId::of);
    static final RecordType<StorageTotals> STORAGE_TOTALS =
            new RecordType<>(StorageTotals::encode, StorageTotals::decode, StorageTotals::repairFund);

    private static byte[] encodeNode(SumNode node) {
        var writer = new CanonicalWriter();
        node.write(writer);
        return writer.toBytes();
    }

    private static SumNode decodeNode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        SumNode node = SumNode.read(reader, "node");
        reader.end();
        return node;
    }

    @FunctionalInterface
    interface Decoding<T> {
        T decode(byte[] encoded) throws CodecException;
    }

    static <T> RecordType<T> moneyless(Function<T, byte[]> encoding, Decoding<T> decoding) {
        return new RecordType<>(encoding, decoding, _ -> Amount.ZERO);
    }

    /// @throws IllegalStateException if the state holds what was never written to it
    T decode(byte[] encoded) {
        try {
            return decoding.decode(encoded);
        } catch (CodecException e) {
            throw new IllegalStateException("a record of the state cannot be read", e);
        }
    }
}
