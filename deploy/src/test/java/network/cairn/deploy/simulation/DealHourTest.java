package network.cairn.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import network.cairn.client.account.LedgerException;
import network.cairn.client.account.OrderRefusedException;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.CloseDeal;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.WithdrawEarnings;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.piece.PieceTree;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// An hour of a network's life with its deals, as one seed has it, from genesis to everybody's wallet.
class DealHourTest {
    private static final int HOUR_BLOCKS = 3600;

    /// The withholder begins to withhold here, and has failed well before the hour is over.
    private static final int WITHHELD_FROM_BLOCK = 1500;

    /// Two, and those that found something (1017: a nonce that was another deal's after a crash); or with
    /// `-Dcairn.simulation.seeds=FROM-TO` as many as one likes.
    static LongStream seeds() {
        if (System.getProperty("cairn.simulation.seeds") == null) {
            return LongStream.of(1, 2, 1017);
        }
        String[] range = System.getProperty("cairn.simulation.seeds", "").split("-", 2);
        return LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[1]));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anHour_endsWithStoredBilledAndPaidAlikeAndEveryUnitAccountedFor(long seed) throws Exception {
        var life = new DealLife(seed);
        Amount supply = SupplyCheck.total(life.ledger.store());
        while (life.ledger.store().tip().height() < HOUR_BLOCKS) {
            life.happen();
            for (int ticks = 0; ticks < 8; ticks++) {
                life.tick();
            }
            life.providers.get(DealLife.WITHHOLDER).withholds =
                    life.ledger.store().tip().height() > WITHHELD_FROM_BLOCK;
            assertThat(SupplyCheck.total(life.ledger.store()))
                    .as(
                            "all money, of seed %d at height %d",
                            seed, life.ledger.store().tip().height())
                    .isEqualTo(supply);
        }
        assertThat(life.deaths).as("deaths of seed %d", seed).isGreaterThan(20);
        assertThat(life.lost).as("messages lost of seed %d", seed).isGreaterThan(20);

        life.calm();
        epochs(life, 4);
        assertStoredIsBilled(life, seed);
        assertConduct(life, seed);

        for (SegmentManifest segment : List.copyOf(life.stored.values())) {
            life.release(segment);
        }
        epochs(life, 4);
        assertStoredIsBilled(life, seed);
        assertClosedToTheLastUnit(life, seed, supply);
    }

    private static void epochs(DealLife life, int count) {
        long until = life.ledger.store().tip().height() + (long) count * DealLife.EPOCH_BLOCKS;
        while (life.ledger.store().tip().height() < until) {
            life.tick();
        }
    }

    /// What the client has stored and not given up is what deals hold, and what is on disks; of the provider that
    /// failed there
    /// is nothing in a deal.
    private static void assertStoredIsBilled(DealLife life, long seed) throws Exception {
        var leaves = new HashMap<ActorId, Long>();
        var pieces = new HashMap<ActorId, Long>();
        for (SegmentManifest segment : life.stored.values()) {
            long each = PieceTree.chunks(segment.layout().pieceBytes());
            for (SegmentManifest.StoredPiece piece : segment.pieces()) {
                leaves.merge(piece.node(), each, Long::sum);
                pieces.merge(piece.node(), 1L, Long::sum);
            }
        }
        for (DealLife.ProviderSide provider : life.providers) {
            ActorId id = provider.identity.id();
            if (provider.withholds) {
                continue;
            }
            assertThat(life.ledger.providerAccount(id))
                    .as("the account of %s, seed %d: %s", id, seed, life.describe())
                    .isPresent();
            ProviderAccount account = life.ledger.providerAccount(id).orElseThrow();
            assertThat(account.leaves())
                    .as("leaves billed by %s, seed %d", id, seed)
                    .isEqualTo(leaves.getOrDefault(id, 0L));
            assertThat((long) provider.stock.pieces())
                    .as("pieces on the disk of %s, seed %d", id, seed)
                    .isEqualTo(pieces.getOrDefault(id, 0L));
        }
    }

    private static void assertConduct(DealLife life, long seed) throws Exception {
        long epoch = life.ledger.store().tip().epoch();
        for (DealLife.ProviderSide provider : life.providers) {
            ProviderAccount account =
                    life.ledger.providerAccount(provider.identity.id()).orElseThrow();
            if (provider.withholds) {
                assertThat(account.failure())
                        .as("the withholder's failure, seed %d", seed)
                        .isPresent();
                assertThat(account.deals())
                        .as("the withholder's deals, seed %d", seed)
                        .isZero();
            } else {
                assertThat(account.failure()).as("seed %d", seed).isEmpty();
                // Its process dies again and again and the ledger is away at times: almost all of the hour is proven.
                assertThat(account.conduct().proven())
                        .as("epochs proven of %d, seed %d", epoch, seed)
                        .isGreaterThan(epoch * 8 / 10);
            }
        }
    }

    /// Closes every deal and pays everybody out. Then all is in accounts again, but for what the rules took.
    private static void assertClosedToTheLastUnit(DealLife life, long seed, Amount supply) throws Exception {
        Map<DealId, Deal> open = deals(life);
        assertThat(open).as("deals, seed %d", seed).isNotEmpty();
        var toClose = new ArrayList<>(open.keySet());
        for (int attempt = 0; !toClose.isEmpty() && attempt < 400; attempt++) {
            DealId deal = toClose.getFirst();
            try {
                life.account().order(new CloseDeal(deal));
            } catch (OrderRefusedException | LedgerException e) {
                epochs(life, 1);
            }
            toClose.removeIf(id -> life.ledger.store().get(StateKey.deal(id)) == null);
        }
        assertThat(deals(life)).as("deals left, seed %d", seed).isEmpty();
        for (DealLife.ProviderSide provider : life.providers) {
            while (true) {
                try {
                    provider.account().order(new WithdrawEarnings(List.of()));
                    break;
                } catch (LedgerException e) {
                    life.tick();
                }
            }
            ProviderAccount account =
                    life.ledger.providerAccount(provider.identity.id()).orElseThrow();
            assertThat(account.money().earned()).as("seed %d", seed).isEqualTo(Amount.ZERO);
            assertThat(account.total())
                    .as("what is left in the account of %s, seed %d", provider.identity.id(), seed)
                    .isEqualTo(Amount.ZERO);
        }
        assertThat(SupplyCheck.total(life.ledger.store()))
                .as("all money, seed %d", seed)
                .isEqualTo(supply);
    }

    private static Map<DealId, Deal> deals(DealLife life) {
        var deals = new HashMap<DealId, Deal>();
        life.ledger.store().forEachRecord((key, value) -> {
            if (key.toBytes()[0] == 32) {
                try {
                    deals.put(
                            DealId.of(java.util.Arrays.copyOfRange(key.toBytes(), 1, key.toBytes().length)),
                            Deal.decode(value));
                } catch (network.cairn.proofs.codec.CodecException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        return deals;
    }
}
