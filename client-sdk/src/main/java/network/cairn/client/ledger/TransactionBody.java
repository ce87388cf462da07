package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What a transaction does. The first byte of its encoding is its {@link #code()}; codes are never
/// reused, and 32 and up are those of deals and proofs.
public sealed interface TransactionBody
        permits Transfer,
                RegisterProvider,
                UpdateProvider,
                Bond,
                Unbond,
                Delegate,
                JoinValidators,
                LeaveValidators,
                Evidence,
                StorageOrder {
    /// The first byte of the encoding.
    int code();

    /// Writes the fields after the code.
    void writeFields(CanonicalWriter writer);

    /// The canonical encoding: code, then fields.
    default byte[] encode() {
        var writer = new CanonicalWriter().u8(code());
        writeFields(writer);
        return writer.toBytes();
    }

    /// @throws CodecException if these bytes are not the encoding of a body
    static TransactionBody decode(byte[] encoded) throws CodecException {
        return readWhole(new CanonicalReader(encoded));
    }

    /// Reads a body that is all there is left to read.
    static TransactionBody readWhole(CanonicalReader reader) throws CodecException {
        TransactionBody body = read(reader);
        reader.end();
        return body;
    }

    private static TransactionBody read(CanonicalReader reader) throws CodecException {
        int code = reader.u8("transaction code");
        return switch (code) {
            case Transfer.CODE -> Transfer.read(reader);
            case RegisterProvider.CODE -> RegisterProvider.read(reader);
            case UpdateProvider.CODE -> UpdateProvider.read(reader);
            case Bond.CODE -> Bond.read(reader);
            case Unbond.CODE -> Unbond.read(reader);
            case Delegate.CODE -> Delegate.read(reader);
            case JoinValidators.CODE -> JoinValidators.read(reader);
            case LeaveValidators.CODE -> new LeaveValidators();
            case Evidence.CODE -> Evidence.read(reader);
            case OpenDeal.CODE -> OpenDeal.read(reader);
            case UpdateDeal.CODE -> UpdateDeal.read(reader);
            case TopUpDeal.CODE -> TopUpDeal.read(reader);
            case CloseDeal.CODE -> CloseDeal.read(reader);
            case SubmitProof.CODE -> SubmitProof.read(reader);
            case WithdrawEarnings.CODE -> WithdrawEarnings.read(reader);
            case OpenChannel.CODE -> OpenChannel.read(reader);
            case RedeemVoucher.CODE -> RedeemVoucher.read(reader);
            case CloseChannel.CODE -> CloseChannel.read(reader);
            case ClaimRepair.CODE -> ClaimRepair.read(reader);
            default -> throw new CodecException("there is no transaction with code " + code);
        };
    }
}
