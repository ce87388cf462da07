package network.cairn.gateway.metadata;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import network.cairn.client.encryption.MasterKey;
import network.cairn.client.encryption.SecretBox;
import network.cairn.proofs.id.ActorId;
import org.junit.jupiter.api.Test;

final class MetadataOwnerTest {
    private static final String PURPOSE = "metadata-owner";

    private final SecureRandom random = new SecureRandom();
    private final SettableClock clock = new SettableClock();
    private final RowDatabase rows = TestMetadata.shared();
    private final ActorId identity = actor(1);
    private final MasterKey key = MasterKey.generate(random);

    private static ActorId actor(int number) {
        byte[] bytes = new byte[ActorId.LENGTH_BYTES];
        bytes[0] = (byte) number;
        return ActorId.of(bytes);
    }

    private static byte[] deals(int number) {
        byte[] bytes = new byte[MetadataOwner.DEALS_ID_BYTES];
        bytes[0] = (byte) number;
        return bytes;
    }

    private SecretBox box(MasterKey masterKey) {
        return masterKey.secretBox(PURPOSE);
    }

    private RowMetadataStore open() {
        return RowMetadataStore.openShared(
                rows, TestMetadata.WRITER_TIMEOUT, new GracePeriods(Duration.ZERO, Duration.ZERO), clock, random);
    }

    @Test
    void claim_sameKeystore_taken() {
        try (var one = open();
                var other = open()) {
            one.owner().claim(identity, box(key), random);
            other.owner().claim(identity, box(key), random);
        }
    }

    @Test
    void claim_otherIdentityOrMasterKey_refusedByName() {
        try (var one = open();
                var other = open()) {
            one.owner().claim(identity, box(key), random);
            assertThatThrownBy(() -> other.owner().claim(actor(2), box(key), random))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(identity.toString())
                    .hasMessageContaining(actor(2).toString())
                    .hasMessageContaining("the same keystore");
            assertThatThrownBy(() -> other.owner().claim(identity, box(MasterKey.generate(random)), random))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another master key");
        }
    }

    @Test
    void claimForDeals_sameDataFolderAgain_takenAndOthersAreRefused() {
        try (var one = open()) {
            one.owner().claimForDeals(deals(1));
        }
        try (var again = open();
                var other = open()) {
            again.owner().claimForDeals(deals(1));
            assertThatThrownBy(() -> other.owner().claimForDeals(deals(2)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("one gateway only")
                    .hasMessageContaining("another gateway's data folder");
            assertThatThrownBy(() -> other.owner().requireNoDeals())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("one gateway only")
                    .hasMessageContaining("no chainFile");
        }
    }

    @Test
    void claimForDeals_whileOthersRun_refusedUntilTheyStop() {
        try (var one = open()) {
            try (var other = open()) {
                other.owner().requireNoDeals();
                assertThatThrownBy(() -> one.owner().claimForDeals(deals(1)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("other gateways use it");
            }
            one.owner().claimForDeals(deals(1));
        }
    }

    @Test
    void claimForDeals_afterOneWasKilled_onceItIsForgotten() {
        // It never stops, as far as the database knows.
        RowMetadataStore killed = open();
        killed.owner().requireNoDeals();
        try (var one = open()) {
            clock.advance(TestMetadata.WRITER_TIMEOUT);
            one.leases().orElseThrow().giveUpGone();
            one.owner().claimForDeals(deals(1));
        }
    }
}
