package network.cairn.client.ledger;

import network.cairn.client.identity.PublicIdentity;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// Opens a deal between the sender, as its client, and a provider. It holds no pieces yet, and so commits the
/// provider to nothing; the first {@link UpdateDeal} needs the provider's signature.
///
/// The deal's price is the one the provider asks for when it is opened, and its id follows from the transaction:
/// {@link Deal#idOf}.
///
/// @param provider the provider's key, by which its signatures will be checked
/// @param priceMax the most the client pays for a GiB-month
/// @param escrow what the deal is to be paid from; the chain's clean-up deposit is taken besides
public record OpenDeal(PublicIdentity provider, Amount priceMax, Amount escrow) implements StorageOrder {
    static final int CODE = 32;

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        writer.fixed(provider.toBytes());
        priceMax.write(writer);
        escrow.write(writer);
    }

    static OpenDeal read(CanonicalReader reader) throws CodecException {
        var provider = LedgerDomain.publicIdentity(reader, "deal provider");
        return new OpenDeal(provider, Amount.read(reader, "deal price"), Amount.read(reader, "deal escrow"));
    }
}
