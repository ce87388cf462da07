package network.cairn.node.egress;

import static network.cairn.node.egress.EgressFixtures.CHAIN;
import static network.cairn.node.egress.EgressFixtures.CLIENT;
import static network.cairn.node.egress.EgressFixtures.KIB;
import static network.cairn.node.egress.EgressFixtures.MIB;
import static network.cairn.node.egress.EgressFixtures.NODE;
import static network.cairn.node.egress.EgressFixtures.PRICE;
import static network.cairn.node.egress.EgressFixtures.START;
import static network.cairn.node.egress.EgressFixtures.STEP;
import static network.cairn.node.egress.EgressFixtures.channel;
import static network.cairn.node.egress.EgressFixtures.id;
import static network.cairn.node.egress.EgressFixtures.voucher;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.KeyValueException;
import network.cairn.node.egress.Admission.Admitted;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.Digest;
import org.junit.jupiter.api.Test;

/// A node that loses power at any time, its disk failing in between, and clients that pay as late as they can and
/// after a crash go on as if nothing had happened. However it goes, each crash loses at most a MiB's worth.
class VoucherGateCrashTest {
    private static final int CHANNELS = 3;
    private static final int STEPS = 400;

    private record Under(int channel, Admitted read, long lengthBytes) {}

    private static final class World {
        final SplittableRandom random;
        final PowerlessStore store = new PowerlessStore();
        final LedgerInMemory ledger = new LedgerInMemory();
        final long[] servedBytes = new long[CHANNELS];
        final long[] promised = new long[CHANNELS];
        final List<Under> under = new ArrayList<>();
        VoucherGate gate = gate();
        int crashes;

        World(long seed) {
            random = new SplittableRandom(seed);
            for (int i = 0; i < CHANNELS; i++) {
                ledger.channels.put(channelId(i), channel(CLIENT, 1_000_000 * STEP));
            }
        }

        VoucherGate gate() {
            return new VoucherGate(
                    NODE.id(),
                    CHAIN,
                    EgressTerms.ofPrice(PRICE),
                    EgressLimits.defaults(),
                    ledger,
                    store,
                    SignatureVerifier.ED25519,
                    InstantSource.fixed(START));
        }

        void step() throws Exception {
            switch (random.nextInt(20)) {
                case 0 -> store.failNextWrites(random.nextBoolean());
                case 1, 2 -> store.recover();
                case 3 -> crash();
                case 4, 5, 6 -> end();
                default -> read();
            }
        }

        private void read() throws InterruptedException {
            int i = random.nextInt(CHANNELS);
            if (random.nextInt(3) == 0) {
                promised[i] += random.nextLong(1, 3) * STEP;
            }
            // A voucher may also be an old one that was overtaken.
            long total = random.nextInt(4) == 0 ? promised[i] / 2 : promised[i];
            long bytes = random.nextInt(10) == 0 ? random.nextLong(4L * MIB) : random.nextLong(200L * KIB);
            try {
                if (gate.admit(CLIENT.id(), Optional.of(voucher(channelId(i), total)), bytes)
                        instanceof Admitted read) {
                    under.add(new Under(i, read, bytes));
                    // The moment it is admitted all of it may go out.
                    servedBytes[i] += bytes;
                }
            } catch (KeyValueException _) {
                store.recover();
            }
        }

        private void end() {
            if (under.isEmpty()) {
                return;
            }
            Under read = under.remove(random.nextInt(under.size()));
            long sent = random.nextBoolean() ? read.lengthBytes() : random.nextLong(read.lengthBytes() + 1);
            read.read().sent(sent);
            read.read().close();
            servedBytes[read.channel()] -= read.lengthBytes() - sent;
        }

        private void crash() throws CodecException {
            store.losePower();
            crashes++;
            under.clear();
            gate = gate();
            Map<Digest, ChannelRow> rows = new HashMap<>();
            try (var scan = store.scan(new byte[0], null)) {
                while (scan.hasNext()) {
                    ChannelRow row = ChannelRow.decode(scan.next().value());
                    rows.put(row.channel(), row);
                }
            }
            for (int i = 0; i < CHANNELS; i++) {
                ChannelRow row = rows.get(channelId(i));
                long kept = row == null ? 0 : row.total().low();
                long counted = row == null
                        ? 0
                        : row.served().parts().divide(PRICE.toBigInteger()).longValueExact();
                assertThat(kept).isLessThanOrEqualTo(promised[i]);
                assertThat(servedBytes[i] - kept * MIB / STEP)
                        .as("bytes served without a voucher on the disk")
                        .isLessThanOrEqualTo(MIB);
                assertThat(servedBytes[i] - counted)
                        .as("bytes served that will be served again")
                        .isLessThanOrEqualTo(MIB);
                // From here on it is as if they had not been; those counted too many are the client's loss.
                servedBytes[i] = counted;
            }
        }
    }

    @Test
    void crash_anywhere_losesAMibAtMost() throws Exception {
        int crashes = 0;
        for (int seed = 0; seed < 150; seed++) {
            var world = new World(seed);
            for (int step = 0; step < STEPS; step++) {
                world.step();
            }
            for (int i = 0; i < CHANNELS; i++) {
                assertThat(world.servedBytes[i])
                        .as("seed %d, channel %d, %d crashes", seed, i, world.crashes)
                        .isLessThanOrEqualTo(world.promised[i] / STEP * MIB + MIB);
            }
            crashes += world.crashes;
        }
        assertThat(crashes).isGreaterThan(1000);
    }

    private static Digest channelId(int channel) {
        return id(10 + channel);
    }
}
