package network.cairn.chain.state;

import java.util.function.Function;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Delegation;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.Validator;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.BeaconSignature;

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
