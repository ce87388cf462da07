package network.cairn.client.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Voucher;
import network.cairn.client.wire.v1.SignedVoucher;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;
import org.junit.jupiter.api.Test;

class EgressWalletTest {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    /// A million units a MiB.
    private static final Amount PRICE = Amount.units(1_024_000_000);

    private static final long STEP = 1_000_000;
    private static final long EXPIRY = 1_800_000_000_000L;
    private static final ChainId CHAIN = ChainId.of(new byte[ChainId.LENGTH_BYTES]);
    private static final Identity CLIENT = identity(1);
    private static final ActorId NODE = identity(2).id();
    private static final OpenedChannel CHANNEL =
            new OpenedChannel(channel(7), NODE, Amount.units(100 * STEP), EXPIRY, PRICE);

    private Optional<OpenedChannel> open = Optional.of(CHANNEL);
    private EgressWallet wallet = wallet();

    @Test
    void voucherFor_withoutAChannel_orForFree() {
        open = Optional.empty();
        assertThat(wallet.voucherFor(NODE, MIB)).isEmpty();
        assertThat(wallet.promised(NODE)).isEqualTo(Amount.ZERO);

        open = Optional.of(new OpenedChannel(channel(7), NODE, Amount.units(1), EXPIRY, Amount.ZERO));
        assertThat(wallet.voucherFor(NODE, MIB)).isEmpty();

        open = Optional.of(CHANNEL);
        assertThat(wallet.voucherFor(identity(3).id(), MIB))
                .as("a channel of another node")
                .isEmpty();
    }

    @Test
    void voucherFor_manySmallReads_oneSignatureAMib() throws Exception {
        for (int i = 0; i < 32 * 16; i++) {
            PaidRead read = read(64 * KIB);
            SignedVoucher sent = SignedVoucher.fromHeader(read.header());
            assertThat(sent.isSignedBy(CLIENT.publicIdentity(), CHAIN, SignatureVerifier.ED25519))
                    .isTrue();
            assertThat(sent.voucher()).isEqualTo(new Voucher(CHANNEL.id(), read.total(), EXPIRY));
            assertThat(read.total()).isEqualTo(Amount.units((i / 16 + 1) * STEP));
        }
        assertThat(wallet.vouchersSigned(NODE)).isEqualTo(32);
    }

    @Test
    void voucherFor_aLargeRead_oneSignature() {
        assertThat(read(32 * MIB).total()).isEqualTo(Amount.units(32 * STEP));
        assertThat(wallet.vouchersSigned(NODE)).isOne();
    }

    @Test
    void voucherFor_neverMoreThanTheDeposit() {
        assertThat(read(99 * MIB).total()).isEqualTo(Amount.units(99 * STEP));
        assertThat(read(50 * MIB).total()).isEqualTo(CHANNEL.deposit());
        assertThat(read(Long.MAX_VALUE).total()).isEqualTo(CHANNEL.deposit());
        assertThat(wallet.promised(NODE)).isEqualTo(CHANNEL.deposit());
    }

    @Test
    void voucherFor_anotherChannel_beginsAnew() {
        PaidRead old = read(40 * MIB);
        open = Optional.of(new OpenedChannel(channel(8), NODE, CHANNEL.deposit(), EXPIRY, PRICE));

        PaidRead read = read(MIB);
        old.refused();

        assertThat(read.channelId()).isEqualTo(channel(8));
        assertThat(read.total()).isEqualTo(Amount.units(STEP));
        assertThat(read(MIB).total()).isEqualTo(Amount.units(2 * STEP));
    }

    @Test
    void refused_costsNothing() {
        for (int i = 0; i < 100; i++) {
            read(MIB).refused();
        }
        assertThat(wallet.promised(NODE)).isEqualTo(Amount.units(STEP));
        assertThat(wallet.vouchersSigned(NODE)).isOne();
    }

    @Test
    void ended_early_isNotPaidForUntilTheNodeInsists() {
        for (int i = 0; i < 10; i++) {
            PaidRead read = read(MIB);
            read.ended(0);
            read.refused();
        }
        assertThat(wallet.promised(NODE)).isEqualTo(Amount.units(STEP));

        PaidRead refused = read(MIB);
        Optional<PaidRead> again = wallet.again(refused, best(STEP));

        // The node may have counted the ten; one of them uses the credit up, the read itself is another step.
        assertThat(again).hasValueSatisfying(paid -> assertThat(paid.total()).isEqualTo(Amount.units(2 * STEP)));
        for (int i = 0; i < 100; i++) {
            PaidRead next = read(MIB);
            wallet.again(next, Optional.empty()).ifPresent(PaidRead::refused);
        }
        assertThat(wallet.promised(NODE).compareTo(Amount.units(13 * STEP)))
                .as("never more than what was asked for and a step")
                .isNotPositive();
    }

    @Test
    void count_afterARestart_goesOnFromItsOwnVoucher() {
        assertThat(wallet.uncounted(NODE)).contains(CHANNEL.id());
        wallet.count(NODE, channel(8), best(50 * STEP));
        wallet.count(NODE, CHANNEL.id(), best(20 * STEP));
        wallet.count(NODE, CHANNEL.id(), best(30 * STEP));

        assertThat(wallet.uncounted(NODE)).isEmpty();
        assertThat(wallet.vouchersSigned(NODE)).isZero();
        assertThat(read(32 * MIB).total()).isEqualTo(Amount.units(52 * STEP));
        open = Optional.empty();
        assertThat(wallet.uncounted(NODE)).isEmpty();
    }

    @Test
    void again_afterARestart_goesOnFromItsOwnVoucher() {
        read(5 * MIB);
        Optional<SignedVoucher> best = best(40 * STEP);

        PaidRead refused = read(MIB);
        PaidRead again = wallet.again(refused, best).orElseThrow();

        assertThat(again.total()).isEqualTo(Amount.units(46 * STEP));
        assertThat(read(MIB).total()).isEqualTo(Amount.units(47 * STEP));
        assertThat(wallet.again(refused, best)).as("said twice").isEmpty();
    }

    @Test
    void again_nothingToAdopt_givesUp() {
        List<Optional<SignedVoucher>> answers = List.of(
                Optional.empty(),
                best(STEP),
                Optional.of(SignedVoucher.sign(
                        new Voucher(CHANNEL.id(), Amount.units(40 * STEP), EXPIRY), identity(3), CHAIN)),
                Optional.of(
                        SignedVoucher.sign(new Voucher(channel(8), Amount.units(40 * STEP), EXPIRY), CLIENT, CHAIN)),
                Optional.of(SignedVoucher.sign(
                        new Voucher(CHANNEL.id(), Amount.units(40 * STEP), EXPIRY + 1), CLIENT, CHAIN)),
                Optional.of(
                        SignedVoucher.sign(new Voucher(CHANNEL.id(), Amount.units(101 * STEP), EXPIRY), CLIENT, CHAIN)),
                Optional.of(SignedVoucher.sign(
                        new Voucher(CHANNEL.id(), Amount.units(40 * STEP), EXPIRY),
                        CLIENT,
                        ChainId.of(CHANNEL.id().toBytes()))));
        for (Optional<SignedVoucher> answer : answers) {
            assertThat(wallet.again(read(MIB), answer)).as("%s", answer).isEmpty();
        }
        assertThat(wallet.promised(NODE)).isEqualTo(Amount.units(STEP));
    }

    @Test
    void promises_whateverTheNodeSays_areBounded() {
        for (int seed = 0; seed < 300; seed++) {
            wallet = wallet();
            var random = new SplittableRandom(seed);
            long asked = 0;
            long adopted = 0;
            var under = new ArrayList<PaidRead>();
            for (int i = 0; i < 60; i++) {
                long bytes = random.nextLong(3L * MIB);
                asked += bytes;
                under.add(read(bytes));
                PaidRead read = under.remove(random.nextInt(under.size()));
                switch (random.nextInt(4)) {
                    case 0 -> read.ended(random.nextLong(read.lengthBytes() + 1));
                    case 1 -> read.refused();
                    case 2 -> under.add(read);
                    default -> {
                        long claimed = random.nextLong(60) * STEP / 2;
                        if (Amount.units(claimed).compareTo(wallet.promised(NODE)) > 0) {
                            adopted = Math.max(adopted, claimed);
                        }
                        wallet.again(read, best(claimed)).ifPresent(under::add);
                    }
                }
                Amount most = EgressCost.of(asked, PRICE)
                        .plus(EgressCost.of(Amount.units(adopted + STEP)))
                        .roundedUp();
                assertThat(wallet.promised(NODE).compareTo(most))
                        .as("seed %d, step %d: %s of %s", seed, i, wallet.promised(NODE), most)
                        .isNotPositive();
                assertThat(wallet.promised(NODE).compareTo(CHANNEL.deposit())).isNotPositive();
            }
        }
    }

    @Test
    void voucherFor_manyThreads_eachReadIsPaidFor() throws Exception {
        var highest = new AtomicLong();
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < 16; t++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 50; i++) {
                    highest.accumulateAndGet(read(64 * KIB).total().low(), Math::max);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(highest).hasValue(50 * STEP);
        assertThat(wallet.vouchersSigned(NODE)).isEqualTo(50);
    }

    private PaidRead read(long bytes) {
        return wallet.voucherFor(NODE, bytes).orElseThrow();
    }

    private static Optional<SignedVoucher> best(long total) {
        return Optional.of(SignedVoucher.sign(new Voucher(CHANNEL.id(), Amount.units(total), EXPIRY), CLIENT, CHAIN));
    }

    private EgressWallet wallet() {
        return new EgressWallet(CHAIN, CLIENT, SignatureVerifier.ED25519, _ -> open);
    }

    private static Digest channel(int fill) {
        byte[] id = new byte[Digest.LENGTH_BYTES];
        Arrays.fill(id, (byte) fill);
        return Digest.of(id);
    }

    private static Identity identity(int fill) {
        byte[] seed = new byte[Identity.SEED_LENGTH_BYTES];
        Arrays.fill(seed, (byte) fill);
        return Identity.ofSeed(seed);
    }
}
