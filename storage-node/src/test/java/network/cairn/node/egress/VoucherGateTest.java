package network.cairn.node.egress;

import static network.cairn.node.egress.EgressFixtures.CHAIN;
import static network.cairn.node.egress.EgressFixtures.CLIENT;
import static network.cairn.node.egress.EgressFixtures.EXPIRY;
import static network.cairn.node.egress.EgressFixtures.KIB;
import static network.cairn.node.egress.EgressFixtures.MIB;
import static network.cairn.node.egress.EgressFixtures.NODE;
import static network.cairn.node.egress.EgressFixtures.OTHER;
import static network.cairn.node.egress.EgressFixtures.PRICE;
import static network.cairn.node.egress.EgressFixtures.START;
import static network.cairn.node.egress.EgressFixtures.STEP;
import static network.cairn.node.egress.EgressFixtures.channel;
import static network.cairn.node.egress.EgressFixtures.id;
import static network.cairn.node.egress.EgressFixtures.identity;
import static network.cairn.node.egress.EgressFixtures.voucher;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.KeyValueException;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Channel;
import network.cairn.client.ledger.Voucher;
import network.cairn.client.wire.v1.SignedVoucher;
import network.cairn.node.egress.Admission.Admitted;
import network.cairn.node.egress.Admission.Refused;
import network.cairn.proofs.id.Digest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VoucherGateTest {
    private static final Digest CHANNEL = id(7);

    private final PowerlessStore store = new PowerlessStore();
    private final LedgerInMemory ledger = new LedgerInMemory();
    private final AtomicInteger verified = new AtomicInteger();
    private Instant now = START;
    private VoucherGate gate = gate(EgressTerms.ofPrice(PRICE), EgressLimits.defaults());

    @BeforeEach
    void openChannel() {
        ledger.channels.put(CHANNEL, channel(CLIENT, 1000 * STEP));
    }

    @Test
    void admit_freeNode_takesEverybody() throws Exception {
        gate = gate(EgressTerms.ofPrice(Amount.ZERO), EgressLimits.defaults());

        for (int i = 0; i < 10; i++) {
            assertAdmitted(null, 100L * MIB);
            assertAdmitted(voucher(OTHER, CHANNEL, 1), 100L * MIB);
        }
        try (EgressGate free = EgressGate.free()) {
            assertThat(free.admit(CLIENT.id(), Optional.empty(), Long.MAX_VALUE))
                    .isInstanceOf(Admitted.class);
            assertThat(free.standing(CHANNEL)).isEmpty();
        }
    }

    @Test
    void admit_withoutVoucher_aMibInAll() throws Exception {
        for (int i = 0; i < 16; i++) {
            assertAdmitted(null, 64 * KIB);
        }

        assertThat(refused(null, 1).text())
                .contains("1048576 bytes", CLIENT.id().toString());
        assertRefused(RefusalReason.UNPAID, null, 1);
        assertAdmitted(null, 0);
        assertThat(gate.admit(OTHER.id(), Optional.empty(), MIB)).isInstanceOf(Admitted.class);
        assertThat(gate.admit(OTHER.id(), Optional.empty(), Long.MAX_VALUE)).isInstanceOf(Refused.class);
    }

    @Test
    void admit_withoutVoucher_whatIsNotSentIsGivenBack() throws Exception {
        try (Admitted read = admitted(null, MIB)) {
            read.sent(10 * KIB);
            assertRefused(RefusalReason.UNPAID, null, 1);
        }

        for (int i = 0; i < 100; i++) {
            assertRefused(RefusalReason.UNPAID, null, MIB - 10 * KIB + 1);
            admitted(null, MIB - 10 * KIB).close();
        }
    }

    @Test
    void admit_tooManyStrangers() throws Exception {
        gate = gate(EgressTerms.ofPrice(PRICE), EgressLimits.defaults().withStrangersMax(3));
        for (int i = 10; i < 13; i++) {
            assertThat(gate.admit(identity(i).id(), Optional.empty(), 10)).isInstanceOf(Admitted.class);
        }

        assertThat(gate.admit(identity(13).id(), Optional.empty(), 10))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(RefusalReason.TOO_MANY_STRANGERS));
        assertThat(gate.admit(identity(10).id(), Optional.empty(), 10)).isInstanceOf(Admitted.class);
        assertAdmitted(voucher(CHANNEL, STEP), MIB);

        now = START.plus(EgressLimits.defaults().strangerMemory());
        assertThat(gate.admit(identity(13).id(), Optional.empty(), 10)).isInstanceOf(Admitted.class);
    }

    @Test
    void admit_paid_aMibBeyondWhatIsPaid() throws Exception {
        assertAdmitted(voucher(CHANNEL, 5 * STEP), 6 * MIB);

        Refused refused = refused(voucher(CHANNEL, 5 * STEP), 1);
        assertThat(refused.reason()).isEqualTo(RefusalReason.UNPAID);
        assertThat(refused.text()).contains("6000000 units", "5000000 paid", "1048576 bytes", "1000000 units");
        assertAdmitted(voucher(CHANNEL, 6 * STEP), MIB);
        assertRefused(RefusalReason.UNPAID, voucher(CHANNEL, 6 * STEP), 1);
    }

    @Test
    void admit_paid_whatIsNotSentIsGivenBack() throws Exception {
        try (Admitted read = admitted(voucher(CHANNEL, 5 * STEP), 6 * MIB)) {
            read.sent(2 * MIB);
            assertThatIllegalArgumentException().isThrownBy(() -> read.sent(5 * MIB));
            assertThatIllegalArgumentException().isThrownBy(() -> read.sent(-1));
        }

        assertRefused(RefusalReason.UNPAID, voucher(CHANNEL, STEP), 4 * MIB + 1);
        Admitted twice = admitted(voucher(CHANNEL, STEP), 4 * MIB);
        twice.sent(4 * MIB - 10);
        twice.close();
        twice.close();
        assertAdmitted(voucher(CHANNEL, STEP), 10);
        assertRefused(RefusalReason.UNPAID, voucher(CHANNEL, STEP), 1);
    }

    @Test
    void admit_smallestReads_addUpExactly() throws Exception {
        gate = gate(new EgressTerms(Amount.units(1), 100), EgressLimits.defaults());

        for (int i = 0; i < 100; i++) {
            assertAdmitted(voucher(CHANNEL, 0), 1);
        }
        assertRefused(RefusalReason.UNPAID, voucher(CHANNEL, 0), 1);
        assertAdmitted(voucher(CHANNEL, 1), 1 << 30);
        assertRefused(RefusalReason.UNPAID, voucher(CHANNEL, 1), 1);
    }

    @Test
    void admit_lowerVoucher_isIgnored() throws Exception {
        assertAdmitted(voucher(CHANNEL, 10 * STEP), MIB);
        int before = verified.get();

        assertAdmitted(voucher(CHANNEL, 3 * STEP), MIB);
        assertAdmitted(voucher(OTHER, CHANNEL, 3 * STEP), MIB);
        assertAdmitted(voucher(CHANNEL, 10 * STEP), MIB);

        assertThat(verified.get()).isEqualTo(before);
        assertThat(gate.standing(CHANNEL))
                .contains(new ChannelStanding(CLIENT.id(), Optional.of(voucher(CHANNEL, 10 * STEP))));
    }

    @Test
    void admit_forged() throws Exception {
        assertRefused(RefusalReason.FORGED, voucher(OTHER, CHANNEL, STEP), 1);
        SignedVoucher good = voucher(CHANNEL, STEP);
        assertRefused(
                RefusalReason.FORGED,
                new SignedVoucher(new Voucher(CHANNEL, Amount.units(STEP + 1), EXPIRY), good.signature()),
                1);
        assertThat(gate.standing(CHANNEL).flatMap(ChannelStanding::best)).isEmpty();
        assertThat(gate.redeemable()).isEmpty();
    }

    @Test
    void admit_channelOfAnotherClient() throws Exception {
        ledger.channels.put(CHANNEL, channel(OTHER, 1000 * STEP));

        assertRefused(RefusalReason.OTHER_CLIENT, voucher(OTHER, CHANNEL, STEP), 1);
        assertThat(verified).hasValue(0);
    }

    @Test
    void admit_channelOfAnotherProvider() throws Exception {
        ledger.channels.put(
                CHANNEL, new Channel(CLIENT.publicIdentity(), OTHER.id(), Amount.units(STEP), Amount.ZERO, EXPIRY));

        assertRefused(RefusalReason.OTHER_PROVIDER, voucher(CHANNEL, STEP), 1);
        assertThat(verified).hasValue(0);
    }

    @Test
    void admit_expired() throws Exception {
        Instant last =
                Instant.ofEpochMilli(EXPIRY).minus(EgressLimits.defaults().expiryMargin());
        now = last.minusMillis(1);
        assertAdmitted(voucher(CHANNEL, STEP), 1);

        now = last;
        assertRefused(RefusalReason.EXPIRED, voucher(CHANNEL, STEP), 1);
        ledger.channels.clear();
        assertRefused(RefusalReason.EXPIRED, voucher(CHANNEL, STEP), 1);
    }

    @Test
    void admit_expiryThatIsNotTheChannels() throws Exception {
        var later = new Voucher(CHANNEL, Amount.units(STEP), EXPIRY + 1);

        assertRefused(RefusalReason.WRONG_EXPIRY, SignedVoucher.sign(later, CLIENT, CHAIN), 1);
    }

    @Test
    void admit_overTheDeposit() throws Exception {
        assertRefused(RefusalReason.OVER_DEPOSIT, voucher(CHANNEL, 1000 * STEP + 1), 1);
        assertThat(verified).hasValue(0);
    }

    @Test
    void admit_depositUsedUp() throws Exception {
        ledger.channels.put(CHANNEL, channel(CLIENT, 3 * STEP));

        assertAdmitted(voucher(CHANNEL, 3 * STEP), 3 * MIB);
        assertRefused(RefusalReason.DEPOSIT_USED, voucher(CHANNEL, 3 * STEP), 1);
    }

    @Test
    void admit_unknownChannel_isFoundSoonAfterItOpens() throws Exception {
        ledger.channels.clear();
        assertRefused(RefusalReason.UNKNOWN_CHANNEL, voucher(CHANNEL, STEP), 1);
        openChannel();
        assertRefused(RefusalReason.UNKNOWN_CHANNEL, voucher(CHANNEL, STEP), 1);
        assertThat(ledger.lookups).hasValue(1);

        now = START.plus(EgressLimits.defaults().absenceMemory());
        assertAdmitted(voucher(CHANNEL, STEP), 1);
    }

    @Test
    void admit_ledgerDown() throws Exception {
        ledger.down = true;
        assertRefused(RefusalReason.LEDGER_UNAVAILABLE, voucher(CHANNEL, STEP), 1);

        ledger.down = false;
        assertAdmitted(voucher(CHANNEL, STEP), 1);
        ledger.down = true;
        now = START.plusSeconds(3600);
        assertAdmitted(voucher(CHANNEL, STEP), 1);
    }

    @Test
    void admit_channelIsLookedUpOnceAMinute() throws Exception {
        for (int second = 0; second < 120; second++) {
            now = START.plusSeconds(second);
            assertAdmitted(voucher(CHANNEL, STEP), 1);
        }
        assertThat(ledger.lookups).hasValue(2);

        ledger.channels.clear();
        now = START.plusSeconds(180);
        assertRefused(RefusalReason.UNKNOWN_CHANNEL, voucher(CHANNEL, STEP), 1);
    }

    @Test
    void admit_storeFails_nothingIsAdmittedOrCounted() throws Exception {
        store.failNextWrites(false);
        for (int i = 0; i < 10; i++) {
            assertThatExceptionOfType(KeyValueException.class)
                    .isThrownBy(() -> gate.admit(CLIENT.id(), Optional.of(voucher(CHANNEL, 5 * STEP)), 6 * MIB));
        }
        store.recover();

        assertAdmitted(voucher(CHANNEL, 5 * STEP), 6 * MIB);
        assertRefused(RefusalReason.UNPAID, voucher(CHANNEL, 5 * STEP), 1);
    }

    @Test
    void fsyncs_oneForAMibOfSmallReads() throws Exception {
        for (int i = 1; i <= 32 * 16; i++) {
            assertAdmitted(voucher(CHANNEL, (i + 15) / 16 * STEP), 64 * KIB);
        }

        assertThat(store.fsyncs()).isBetween(16, 32);
        assertThat(verified).hasValue(32);
    }

    @Test
    void restart_goesOnWhereItStopped() throws Exception {
        assertAdmitted(voucher(CHANNEL, 5 * STEP), 3 * MIB + 1);
        gate.close();
        store.losePower();
        gate = gate(EgressTerms.ofPrice(PRICE), EgressLimits.defaults());

        assertThat(gate.standing(CHANNEL).flatMap(ChannelStanding::best)).contains(voucher(CHANNEL, 5 * STEP));
        assertRefused(RefusalReason.UNPAID, voucher(CHANNEL, 0), 3 * MIB);
        assertAdmitted(voucher(CHANNEL, 0), 3 * MIB - 1);
    }

    @Test
    void accounts_overTheLimit_areOnTheDisk() throws Exception {
        gate = gate(EgressTerms.ofPrice(PRICE), EgressLimits.defaults().withChannelsMax(2));
        for (int round = 1; round <= 3; round++) {
            for (int i = 20; i < 40; i++) {
                ledger.channels.put(id(i), channel(CLIENT, 100 * STEP));
                try (Admitted read = admitted(voucher(id(i), round * STEP), MIB)) {
                    read.sent(MIB);
                }
            }
        }
        for (int i = 20; i < 40; i++) {
            assertThat(gate.standing(id(i)).flatMap(ChannelStanding::best)).contains(voucher(id(i), 3 * STEP));
            assertRefused(RefusalReason.UNPAID, voucher(id(i), 0), MIB + 1);
            admitted(voucher(id(i), 0), MIB).close();
        }
    }

    @Test
    void redeemable_whatTheLedgerHasNotPaidYet() throws Exception {
        ledger.channels.put(
                id(8),
                new Channel(CLIENT.publicIdentity(), NODE.id(), Amount.units(100 * STEP), Amount.ZERO, EXPIRY - 1));
        ledger.channels.put(id(9), channel(CLIENT, 100 * STEP));
        assertAdmitted(voucher(CHANNEL, 5 * STEP), MIB);
        var early = new Voucher(id(8), Amount.units(2 * STEP), EXPIRY - 1);
        assertAdmitted(SignedVoucher.sign(early, CLIENT, CHAIN), MIB);
        assertAdmitted(voucher(id(9), 0), MIB);

        List<Redeemable> found = gate.redeemable();

        assertThat(found).extracting(each -> each.order().voucher().channel()).containsExactly(id(8), CHANNEL);
        assertThat(found.get(1).worth()).isEqualTo(Amount.units(5 * STEP));
        assertThat(found.get(1).order().voucher())
                .isEqualTo(voucher(CHANNEL, 5 * STEP).voucher());
        assertThat(found.get(0)
                        .order()
                        .voucher()
                        .isSignedBy(
                                CLIENT.publicIdentity(),
                                CHAIN,
                                found.get(0).order().signature(),
                                SignatureVerifier.ED25519))
                .isTrue();

        ledger.channels.computeIfPresent(CHANNEL, (_, open) -> open.redeemed(Amount.units(4 * STEP)));
        now = START.plusSeconds(60);
        assertThat(gate.redeemable().get(1).worth()).isEqualTo(Amount.units(STEP));
        ledger.channels.computeIfPresent(CHANNEL, (_, open) -> open.redeemed(Amount.units(5 * STEP)));
        now = START.plusSeconds(120);
        assertThat(gate.redeemable()).hasSize(1);
        ledger.down = true;
        gate = gate(EgressTerms.ofPrice(PRICE), EgressLimits.defaults());
        assertThat(gate.redeemable()).isEmpty();
    }

    @Test
    void redeemable_forgetsChannelsThatAreLongOver() throws Exception {
        admitted(voucher(CHANNEL, 5 * STEP), MIB).close();
        ledger.channels.clear();
        now = Instant.ofEpochMilli(EXPIRY).plus(Duration.ofDays(1)).minusMillis(1);
        assertThat(gate.redeemable()).isEmpty();
        assertThat(gate.standing(CHANNEL)).isPresent();

        now = now.plusSeconds(60);
        assertThat(gate.redeemable()).isEmpty();
        assertThat(gate.standing(CHANNEL)).isEmpty();
        gate.close();
        assertThat(gate.standing(CHANNEL)).isEmpty();
    }

    @Test
    void admit_manyThreadsWithoutVouchers_neverOverTheLimit() throws Exception {
        var served = new AtomicLong();
        inThreads(64, _ -> {
            for (int i = 0; i < 20; i++) {
                if (gate.admit(CLIENT.id(), Optional.empty(), 7 * KIB) instanceof Admitted) {
                    served.addAndGet(7 * KIB);
                }
            }
        });
        assertThat(served.get()).isBetween(MIB - 7L * KIB, (long) MIB);
    }

    @Test
    void admit_manyThreads_vouchersOutOfOrder() throws Exception {
        var served = new AtomicLong();
        var highest = new AtomicLong();
        inThreads(64, thread -> {
            for (int i = 0; i < 30; i++) {
                // Every thread sends totals up and down.
                long total = STEP / 4 * (1 + (i * 31 + thread * 17) % 40);
                highest.accumulateAndGet(total, Math::max);
                switch (gate.admit(CLIENT.id(), Optional.of(voucher(CHANNEL, total)), 96 * KIB)) {
                    case Admitted read -> {
                        long all = served.addAndGet(96 * KIB);
                        assertThat(all).isLessThanOrEqualTo(highest.get() / STEP * MIB + 2 * MIB);
                        if (i % 3 == 0) {
                            served.addAndGet(-96 * KIB);
                            read.close();
                        }
                    }
                    case Refused refused -> assertThat(refused.reason()).isEqualTo(RefusalReason.UNPAID);
                }
            }
        });
        assertThat(highest).hasValue(10 * STEP);
        assertThat(served.get()).isBetween(11L * MIB - 96 * KIB, 11L * MIB);
        assertRefused(RefusalReason.UNPAID, voucher(CHANNEL, 0), 96 * KIB);
    }

    @Test
    void admit_manyThreads_oneChannelIsLookedUpFewTimes() throws Exception {
        inThreads(64, _ -> admitted(voucher(CHANNEL, 100 * STEP), MIB));

        assertThat(ledger.lookups.get()).isBetween(1, EgressLimits.defaults().lookupsMax());
    }

    @Test
    void admit_manyThreads_moreChannelsThanMemory() throws Exception {
        gate = gate(EgressTerms.ofPrice(PRICE), EgressLimits.defaults().withChannelsMax(2));
        var served = new AtomicLong[8];
        for (int i = 0; i < served.length; i++) {
            ledger.channels.put(id(50 + i), channel(CLIENT, 1000 * STEP));
            served[i] = new AtomicLong();
        }
        inThreads(16, thread -> {
            for (int i = 0; i < 100; i++) {
                int channel = (thread * 5 + i) % served.length;
                Admission admission =
                        gate.admit(CLIENT.id(), Optional.of(voucher(id(50 + channel), 3 * STEP)), 300 * KIB);
                if (admission instanceof Admitted read) {
                    read.sent(100 * KIB);
                    read.close();
                    served[channel].addAndGet(100 * KIB);
                }
            }
        });
        for (int i = 0; i < served.length; i++) {
            assertThat(served[i].get()).isBetween(4L * MIB - 16 * 300 * KIB, 4L * MIB);
            long left = 4L * MIB - served[i].get();
            admitted(voucher(id(50 + i), 0), left).close();
            assertRefused(RefusalReason.UNPAID, voucher(id(50 + i), 0), left + 1);
        }
    }

    @Test
    void admit_whileAnFsyncIsUnderWay_sharesTheNext() throws Exception {
        var held = new CountDownLatch(1);
        store.held = held;
        var admitted = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 32; i++) {
            Digest channel = id(100 + i);
            ledger.channels.put(channel, channel(CLIENT, 100 * STEP));
            SignedVoucher voucher = voucher(channel, 5 * STEP);
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    admitted(voucher, 3 * MIB);
                    admitted.incrementAndGet();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        for (int i = 0; i < 32; i++) {
            while (gate.standing(id(100 + i)).flatMap(ChannelStanding::best).isEmpty()
                    || threads.get(i).getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
        assertThat(admitted).hasValue(0);
        held.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(admitted).hasValue(32);
        // Two where all of them had come to the disk; some may have been on their way there still.
        assertThat(store.fsyncs()).isLessThan(10);
    }

    private interface Reader {
        void read(int thread) throws Exception;
    }

    private static void inThreads(int count, Reader reader) throws Exception {
        var failures = new LinkedBlockingQueue<Throwable>();
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < count; t++) {
            int number = t;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    reader.read(number);
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofMinutes(1))).isTrue();
        }
        assertThat(failures).isEmpty();
    }

    private void assertAdmitted(@Nullable SignedVoucher voucher, long bytes) throws InterruptedException {
        admitted(voucher, bytes);
    }

    private Admitted admitted(@Nullable SignedVoucher voucher, long bytes) throws InterruptedException {
        Admission admission = gate.admit(CLIENT.id(), Optional.ofNullable(voucher), bytes);
        assertThat(admission).isInstanceOf(Admitted.class);
        return (Admitted) admission;
    }

    private Refused refused(@Nullable SignedVoucher voucher, long bytes) throws InterruptedException {
        Admission admission = gate.admit(CLIENT.id(), Optional.ofNullable(voucher), bytes);
        assertThat(admission).isInstanceOf(Refused.class);
        return (Refused) admission;
    }

    private void assertRefused(RefusalReason reason, @Nullable SignedVoucher voucher, long bytes)
            throws InterruptedException {
        assertThat(refused(voucher, bytes).reason()).isEqualTo(reason);
    }

    private VoucherGate gate(EgressTerms terms, EgressLimits limits) {
        SignatureVerifier counting = (signer, message, signature) -> {
            verified.incrementAndGet();
            return SignatureVerifier.ED25519.verify(signer, message, signature);
        };
        return new VoucherGate(NODE.id(), CHAIN, terms, limits, ledger, store, counting, () -> now);
    }
}
