package network.cairn.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.client.account.LedgerAccount;
import network.cairn.client.account.Timing;
import network.cairn.client.egress.EgressBudget;
import network.cairn.client.egress.OpenedChannel;
import network.cairn.client.egress.PaymentChannels;
import network.cairn.client.identity.Identity;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueSection;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Channel;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.client.ledger.RedeemVoucher;
import network.cairn.client.ledger.RegisterProvider;
import network.cairn.client.ledger.Subnet;
import network.cairn.client.ledger.Voucher;
import network.cairn.proofs.id.ActorId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A client's payment channels on a real ledger, in a simulation's time.
class PaymentChannelsTest {
    private static final long START_MILLIS = 1_700_000_000_000L;
    private static final Identity CLIENT = DealLife.identity(1);
    private static final Identity NODE = DealLife.identity(2);
    private static final EgressBudget BUDGET =
            new EgressBudget(Amount.credits(10), 1L << 30, 1L << 28, Duration.ofHours(3));

    private final KeyValueStore kept = new InMemoryKeyValueStore();
    private final Map<ActorId, Amount> promised = new HashMap<>();
    private OneValidatorLedger ledger = newLedger();
    private PaymentChannels channels = channels();

    private static OneValidatorLedger newLedger() {
        var ledger = new OneValidatorLedger(
                Map.of(CLIENT.id(), Amount.credits(1000), NODE.id(), Amount.credits(1000)),
                DealLife.identity(3),
                600,
                new SplittableRandom(1));
        ledger.calm();
        return ledger;
    }

    private Timing timing() {
        return new Timing(ledger::nanos, ledger::pass);
    }

    private LedgerAccount account(Identity of, KeyValueStore store) {
        var account = new LedgerAccount(ledger, of, store, Duration.ofMinutes(1), timing());
        account.open();
        return account;
    }

    private PaymentChannels channels() {
        InstantSource clock = () -> Instant.ofEpochMilli(START_MILLIS + ledger.nanos() / 1_000_000);
        var made = new PaymentChannels(
                ledger,
                account(CLIENT, new KeyValueSection(kept, new byte[] {'t'})),
                new KeyValueSection(kept, new byte[] {'c'}),
                BUDGET,
                clock,
                timing(),
                new InlineExecutor());
        made.open(node -> promised.getOrDefault(node, Amount.ZERO));
        return made;
    }

    @BeforeEach
    void register() throws Exception {
        var terms = new ProviderTerms(
                List.of(new Endpoint("127.0.0.1", 1)),
                "operator",
                "here",
                Subnet.ofAddress(new byte[] {10, 0, 0, 1}),
                Amount.credits(1),
                Amount.credits(4),
                1L << 30);
        account(NODE, new InMemoryKeyValueStore()).order(new RegisterProvider(terms));
        ledger.pass(Duration.ofSeconds(2));
    }

    private OpenedChannel opened() {
        assertThat(channels.channel(NODE.id())).isEmpty();
        channels.tend();
        return channels.channel(NODE.id()).orElseThrow();
    }

    @Test
    void channel_isOpenedWhenANodeIsFirstReadFrom_andKnownAfterARestart() throws Exception {
        OpenedChannel channel = opened();

        assertThat(channel.deposit()).isEqualTo(Amount.credits(4));
        Channel onLedger = ledger.channel(channel.id()).orElseThrow();
        assertThat(onLedger.provider()).isEqualTo(NODE.id());
        assertThat(onLedger.deposit()).isEqualTo(channel.deposit());
        assertThat(onLedger.expiryMillis()).isEqualTo(channel.expiryMillis());
        channels = channels();
        assertThat(channels.channel(NODE.id())).contains(channel);
    }

    @Test
    void channel_isReplacedBeforeItIsSpent() throws Exception {
        OpenedChannel first = opened();
        promised.put(NODE.id(), Amount.credits(3));
        channels.tend();
        assertThat(channels.channel(NODE.id())).as("a quarter is left").contains(first);
        promised.put(NODE.id(), Amount.units(3_000_000_001L));
        channels.tend();

        OpenedChannel second = channels.channel(NODE.id()).orElseThrow();
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(ledger.channel(first.id()))
                .as("the first stays until it expires")
                .isPresent();
    }

    @Test
    void channel_isClosedOnceItHasExpired_andWhatIsLeftComesBack() throws Exception {
        OpenedChannel first = opened();
        var voucher = new Voucher(first.id(), Amount.credits(1), first.expiryMillis());
        account(NODE, new InMemoryKeyValueStore())
                .order(new RedeemVoucher(
                        voucher, voucher.sign(CLIENT, ledger.genesis().chainId())));
        Amount before = ledger.account(CLIENT.id()).balance();

        ledger.pass(Duration.ofMinutes(121));
        channels.tend();
        OpenedChannel second = channels.channel(NODE.id()).orElseThrow();
        assertThat(second.id()).as("less than an hour is left of the first").isNotEqualTo(first.id());
        ledger.pass(Duration.ofMinutes(61));
        channels.tend();

        assertThat(ledger.channel(first.id())).isEmpty();
        Amount after = ledger.account(CLIENT.id()).balance();
        // 3 of 4 credits came back, 4 are in the second; fees are a few thousandths.
        assertThat(after.plusExact(Amount.credits(4)).compareTo(before.plusExact(Amount.units(2_990_000_000L))))
                .as("%s before and %s after", before, after)
                .isPositive();
    }

    @Test
    void channel_withANodeThatAsksTooMuch_isNotOpened() throws Exception {
        ActorId stranger = DealLife.identity(9).id();
        assertThat(channels.channel(stranger)).isEmpty();
        channels.tend();
        assertThat(channels.channel(stranger)).as("not a provider").isEqualTo(Optional.empty());
    }
}
