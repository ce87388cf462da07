package network.cairn.node.egress;

import static network.cairn.node.egress.EgressFixtures.CLIENT;
import static network.cairn.node.egress.EgressFixtures.EXPIRY;
import static network.cairn.node.egress.EgressFixtures.PRICE;
import static network.cairn.node.egress.EgressFixtures.id;
import static network.cairn.node.egress.EgressFixtures.voucher;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import network.cairn.client.HostileBytes;
import network.cairn.client.egress.EgressCost;
import network.cairn.client.ledger.Amount;
import network.cairn.proofs.codec.CodecException;
import org.junit.jupiter.api.Test;

class ChannelRowTest {
    @Test
    void decode_whatWasEncoded() throws CodecException {
        for (EgressCost served : new EgressCost[] {
            EgressCost.ZERO,
            EgressCost.of(1, Amount.units(1)),
            EgressCost.of((1L << 30) - 1, Amount.units(1)),
            EgressCost.of(123_456_789, PRICE),
            EgressCost.of(Amount.MAX)
        }) {
            var row = new ChannelRow(id(7), CLIENT.id(), EXPIRY, served, Optional.of(voucher(id(7), 5)));
            assertThat(ChannelRow.decode(row.encode())).isEqualTo(row);
            var unpaid = new ChannelRow(id(7), CLIENT.id(), EXPIRY, served, Optional.empty());
            assertThat(ChannelRow.decode(unpaid.encode())).isEqualTo(unpaid);
        }
    }

    @Test
    void decode_hostileBytes_neverThrowsAnythingElse() {
        var row =
                new ChannelRow(id(7), CLIENT.id(), EXPIRY, EgressCost.of(1000, PRICE), Optional.of(voucher(id(7), 5)));

        HostileBytes.assertOnlyCodecException(row.encode(), encoded -> {
            ChannelRow decoded = ChannelRow.decode(encoded);
            assertThat(decoded.encode()).isEqualTo(encoded);
            return decoded;
        });
    }
}
