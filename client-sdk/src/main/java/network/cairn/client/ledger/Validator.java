package network.cairn.client.ledger;

import java.util.ArrayList;
import java.util.List;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What the ledger keeps of a validator or candidate: its stake as a pool that delegators hold shares
/// of, so that rewards and slashes change what a share is worth and touch no delegator's record.
///
/// @param key its public key: votes and connections are checked against it
/// @param candidate whether it stands for the set; then `endpoint` is where it is reached
/// @param commissionBasisPoints what it keeps of its delegators' rewards
/// @param stake the pool's money
/// @param shares all shares of the pool, its own among them
/// @param ownShares the shares it holds itself
/// @param jailedUntilMillis before this time (block time) it may not stand; 0 if never jailed
/// @param slashes the punishments that stake still unbonding may have to bear, oldest first
/// @param blocksProposed blocks it proposed in the epoch under way, by which fees are shared
public record Validator(
        PublicIdentity key,
        boolean candidate,
        Endpoint endpoint,
        int commissionBasisPoints,
        Amount stake,
        Amount shares,
        Amount ownShares,
        long jailedUntilMillis,
        List<Slash> slashes,
        long blocksProposed) {
    private static final int SLASHES_MAX = 64;

    /// One punishment.
    ///
    /// @param offenceHeight the last height of the epoch before the offence: stake that left earlier
    ///     bears nothing
    /// @param timeMillis the time of the block that punished
    /// @param basisPoints how much was taken
    public record Slash(long offenceHeight, long timeMillis, int basisPoints) {}

    public Validator {
        slashes = List.copyOf(slashes);
        if (slashes.size() > SLASHES_MAX) {
            throw new IllegalArgumentException("at most " + SLASHES_MAX + " slashes are kept, not " + slashes.size());
        }
        JoinValidators.checkCommission(commissionBasisPoints);
    }

    public byte[] encode() {
        var writer = new CanonicalWriter().fixed(key.toBytes()).bool(candidate);
        endpoint.write(writer);
        writer.u16(commissionBasisPoints);
        stake.write(writer);
        shares.write(writer);
        ownShares.write(writer);
        writer.u64(jailedUntilMillis).u8(slashes.size());
        for (Slash slash : slashes) {
            writer.u64(slash.offenceHeight()).u64(slash.timeMillis()).u16(slash.basisPoints());
        }
        return writer.u64(blocksProposed).toBytes();
    }

    public static Validator decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var key = LedgerDomain.publicIdentity(reader, "validator key");
        boolean candidate = reader.bool("validator stands");
        var endpoint = Endpoint.read(reader, "validator endpoint");
        int commission = reader.u16("validator commission");
        var stake = Amount.read(reader, "validator stake");
        var shares = Amount.read(reader, "validator shares");
        var ownShares = Amount.read(reader, "validator's own shares");
        long jailedUntil = reader.u64("jailed until");
        int count = reader.u8("validator slashes");
        var slashes = new ArrayList<Slash>();
        for (int i = 0; i < count; i++) {
            slashes.add(new Slash(reader.u64("offence height"), reader.u64("slash time"), reader.u16("slash size")));
        }
        long proposed = reader.u64("blocks proposed");
        reader.end();
        return LedgerDomain.checked(
                "validator",
                () -> new Validator(
                        key,
                        candidate,
                        endpoint,
                        commission,
                        stake,
                        shares,
                        ownShares,
                        jailedUntil,
                        slashes,
                        proposed));
    }
}
