package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import network.cairn.client.ledger.Amount;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import org.junit.jupiter.api.Test;

/// The encodings of the ledger's own records: whole or refused.
class RecordCodecTest {
    private static final ActorId ONE = TestActors.signer(1).id();
    private static final ActorId TWO = TestActors.signer(2).id();

    private static <T> void roundTrips(T value, Function<T, byte[]> encoding, RecordType.Decoding<T> decoding)
            throws CodecException {
        byte[] encoded = encoding.apply(value);
        assertThat(decoding.decode(encoded)).isEqualTo(value);
        for (int length = 0; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> decoding.decode(cut)).isInstanceOf(CodecException.class);
        }
        byte[] longer = Arrays.copyOf(encoded, encoded.length + 1);
        assertThatThrownBy(() -> decoding.decode(longer)).isInstanceOf(CodecException.class);
    }

    @Test
    void records_comeBackAsTheyWere() throws CodecException {
        roundTrips(new Totals(1, 2, Amount.MAX, Amount.units(3), 4, 5, Long.MAX_VALUE), Totals::encode, Totals::decode);
        roundTrips(new EpochRecord(7, Optional.empty()), EpochRecord::encode, EpochRecord::decode);
        roundTrips(new EpochRecord(7, Optional.of(8L)), EpochRecord::encode, EpochRecord::decode);
        roundTrips(new Unbonding(ONE, TWO, Amount.credits(9), 10, 11), Unbonding::encode, Unbonding::decode);
        roundTrips(
                new Candidates(Amount.units(1), Stream.of(ONE, TWO).sorted().toList()),
                Candidates::encode,
                Candidates::decode);
        roundTrips(new Candidates(Amount.ZERO, List.of()), Candidates::encode, Candidates::decode);
        roundTrips(new StorageTotals(1, Amount.units(2), Amount.MAX), StorageTotals::encode, StorageTotals::decode);
    }

    @Test
    void candidates_outOfOrderOrTooMany_areRefused() {
        var descending = Stream.of(ONE, TWO).sorted(Comparator.reverseOrder()).toList();
        assertThatThrownBy(() -> Candidates.decode(new Candidates(Amount.ZERO, descending).encode()))
                .isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> Candidates.decode(new Candidates(Amount.ZERO, List.of(ONE, ONE)).encode()))
                .isInstanceOf(CodecException.class);
        byte[] many = new CanonicalWriter().fixed(new byte[16]).u32(1101).toBytes();
        assertThatThrownBy(() -> Candidates.decode(many)).isInstanceOf(CodecException.class);
    }

    @Test
    void candidates_keepTheirOrder() {
        var candidates = new Candidates(Amount.ZERO, List.of());
        for (int i = 0; i < 20; i++) {
            candidates = candidates.with(TestActors.signer(i).id());
            assertThat(candidates.with(TestActors.signer(i).id())).isSameAs(candidates);
        }
        assertThat(candidates.ids()).isSorted().hasSize(20);
        assertThat(candidates.without(ONE).contains(ONE)).isFalse();
        assertThat(candidates.without(TestActors.signer(25).id())).isSameAs(candidates);
    }
}
