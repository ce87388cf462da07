package network.cairn.client.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What the ledger keeps of a validator or candidate: its stake as a pool that delegators hold shares
/// of, so that rewards and slashes change what a share is worth and touch no delegator's record.
///
/// @param key its public key: votes and connections are checked against it
/// @param candidate whether it stands for the set
/// @param endpoint where the other validators reach it; there from the first time it stood
/// @param commissionBasisPoints what it keeps of its delegators' rewards
/// @param stake the pool's money
/// @param shares all shares of the pool, its own among them
/// @param ownShares the shares it holds itself
/// @param jailedUntilMillis before this time (block time) it may not stand; 0 if never jailed
/// @param punishedEpochs offences in epochs before this one have been punished; 0 if never punished
/// @param slashes the punishments that stake still unbonding may have to bear, oldest first
/// @param blocksProposed blocks it proposed in the epoch under way, by which fees are shared
public record Validator(
        PublicIdentity key,
        boolean candidate,
        Optional<Endpoint> endpoint,
        int commissionBasisPoints,
        Amount stake,
        Amount shares,
        Amount ownShares,
        long jailedUntilMillis,
        long punishedEpochs,
        List<Slash> slashes,
        long blocksProposed) {
    public static final int SLASHES_MAX = 64;

    /// One punishment. It is borne by the stake in the pool, and by stake that was on its way out of it.
    ///
    /// @param sinceHeight the block that chose the set of the offence's epoch: stake that left up to then
    ///     did not count in the set and bears nothing
    /// @param beforeNumber the number that the next unbonding got: those before it had left the pool when
    ///     it was slashed, and bear the slash when they are paid out
    /// @param timeMillis the time of the block that punished
    /// @param basisPoints how much was taken, in hundredths of a percent
    public record Slash(long sinceHeight, long beforeNumber, long timeMillis, int basisPoints) {}

    public Validator {
        slashes = List.copyOf(slashes);
        if (slashes.size() > SLASHES_MAX) {
            throw new IllegalArgumentException("at most " + SLASHES_MAX + " slashes are kept, not " + slashes.size());
        }
        JoinValidators.checkCommission(commissionBasisPoints);
        if (candidate && endpoint.isEmpty()) {
            throw new IllegalArgumentException("a candidate has an endpoint");
        }
    }

    public byte[] encode() {
        var writer = new CanonicalWriter().fixed(key.toBytes()).bool(candidate);
        writer.bool(endpoint.isPresent());
        endpoint.ifPresent(there -> there.write(writer));
        writer.u16(commissionBasisPoints);
        stake.write(writer);
        shares.write(writer);
        ownShares.write(writer);
        writer.u64(jailedUntilMillis).u64(punishedEpochs).u8(slashes.size());
        for (Slash slash : slashes) {
            writer.u64(slash.sinceHeight())
                    .u64(slash.beforeNumber())
                    .u64(slash.timeMillis())
                    .u16(slash.basisPoints());
        }
        return writer.u64(blocksProposed).toBytes();
    }

    /// Reads a record that is part of the state: its key was checked whole before the ledger took it up,
    /// and is not again, which would cost more than all the rest.
    ///
    /// @throws CodecException if these bytes are not the encoding of a validator
    public static Validator decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        byte[] keyBytes = reader.fixed(PublicIdentity.KEY_LENGTH_BYTES, "validator key");
        var key = LedgerDomain.checked("validator key", () -> PublicIdentity.ofSender(keyBytes));
        boolean candidate = reader.bool("validator stands");
        Optional<Endpoint> endpoint = reader.bool("validator has an endpoint")
                ? Optional.of(Endpoint.read(reader, "validator endpoint"))
                : Optional.empty();
        int commission = reader.u16("validator commission");
        var stake = Amount.read(reader, "validator stake");
        var shares = Amount.read(reader, "validator shares");
        var ownShares = Amount.read(reader, "validator's own shares");
        long jailedUntil = reader.u64("jailed until");
        long punishedEpochs = reader.u64("punished epochs");
        int count = reader.u8("validator slashes");
        var slashes = new ArrayList<Slash>();
        for (int i = 0; i < count; i++) {
            slashes.add(new Slash(
                    reader.u64("slash since height"),
                    reader.u64("slash before number"),
                    reader.u64("slash time"),
                    reader.u16("slash size")));
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
                        punishedEpochs,
                        slashes,
                        proposed));
    }
}
