package network.cairn.node.egress;

import java.time.Instant;
import java.util.Arrays;
import network.cairn.client.identity.Identity;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Channel;
import network.cairn.client.ledger.Voucher;
import network.cairn.client.wire.v1.SignedVoucher;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;

/// Who and what the tests of the gate are about.
final class EgressFixtures {
    static final int KIB = 1 << 10;
    static final int MIB = 1 << 20;

    /// A million units a MiB.
    static final Amount PRICE = Amount.units(1_024_000_000);

    static final long STEP = 1_000_000;
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final long EXPIRY = START.plusSeconds(86_400).toEpochMilli();
    static final ChainId CHAIN = ChainId.of(new byte[ChainId.LENGTH_BYTES]);
    static final Identity NODE = identity(1);
    static final Identity CLIENT = identity(2);
    static final Identity OTHER = identity(3);

    private EgressFixtures() {}

    static Channel channel(Identity client, long deposit) {
        return new Channel(client.publicIdentity(), NODE.id(), Amount.units(deposit), Amount.ZERO, EXPIRY);
    }

    static SignedVoucher voucher(Digest channel, long total) {
        return voucher(CLIENT, channel, total);
    }

    static SignedVoucher voucher(Identity signer, Digest channel, long total) {
        return SignedVoucher.sign(new Voucher(channel, Amount.units(total), EXPIRY), signer, CHAIN);
    }

    static Digest id(int fill) {
        byte[] id = new byte[Digest.LENGTH_BYTES];
        Arrays.fill(id, (byte) fill);
        return Digest.of(id);
    }

    static Identity identity(int fill) {
        byte[] seed = new byte[Identity.SEED_LENGTH_BYTES];
        Arrays.fill(seed, (byte) fill);
        return Identity.ofSeed(seed);
    }
}
