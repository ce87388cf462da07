package network.cairn.deploy.genesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import network.cairn.chain.beacon.BeaconGroups;
import network.cairn.chain.beacon.BeaconSecrets;
import network.cairn.chain.beacon.ThresholdBeacons;
import network.cairn.client.identity.Identity;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Genesis;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// From a description to a genesis, its files and its beacon.
final class GenesisMakerTest {
    private static final Path SAMPLES = Path.of("config");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2031-05-06T07:08:09.010Z"));

    private final SecureRandom random = new SecureRandom();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    /// The identities whose public keys the samples name.
    private static Identity identity(int number) {
        byte[] seed = new byte[Identity.SEED_LENGTH_BYTES];
        Arrays.fill(seed, (byte) number);
        return Identity.ofSeed(seed);
    }

    @Test
    void publicSample_namesEveryKeyWithItsDefault() throws Exception {
        var sample = GenesisDescription.read(SAMPLES.resolve("genesis.yaml"));
        assertThat(sample.parameters()).isEqualTo(ChainParameters.DEFAULT);
        var bare = Files.writeString(
                folder.resolve("bare.yaml"),
                "name: x\nvalidators: [{key: %s, host: h, port: 1, stake: 1000}]"
                        .formatted(HexFormat.of()
                                .formatHex(identity(1).publicIdentity().toBytes())));
        var defaults = GenesisDescription.read(bare);
        assertThat(defaults.parameters()).isEqualTo(sample.parameters());
        assertThat(defaults.beacon()).isEqualTo(sample.beacon());
        assertThat(defaults.beaconThreshold()).isEqualTo(sample.beaconThreshold());
        var keys = new TreeSet<String>();
        for (String line : Files.readAllLines(SAMPLES.resolve("genesis.yaml"))) {
            if (line.matches("[a-zA-Z]+:.*")) {
                keys.add(line.substring(0, line.indexOf(':')));
            }
        }
        assertThatThrownBy(() -> GenesisDescription.read(
                        Files.writeString(folder.resolve("unknown.yaml"), Files.readString(bare) + "\nnone: 1\n")))
                .hasMessageEndingWith("none: unknown key; the keys are " + String.join(", ", keys));
    }

    @Test
    void threeKindsOfChain_areOneCodeUnderOtherSettings() throws Exception {
        var open = make("genesis.yaml").genesis();
        var consortium = make("genesis-consortium.yaml").genesis();
        var privately = make("genesis-private.yaml").genesis();
        var stranger = identity(77).id();
        assertThat(open.parameters().admission().admits(stranger)).isTrue();
        assertThat(consortium.parameters().admission().admits(stranger)).isFalse();
        assertThat(consortium.parameters().admission().admits(identity(5).id())).isTrue();
        assertThat(consortium.parameters().admission().admits(identity(1).id())).isTrue();
        assertThat(privately.validatorSet().size()).isEqualTo(1);
        assertThat(privately.parameters().admission().admits(identity(5).id())).isFalse();
        assertThat(open.balances()).containsEntry(identity(6).id(), Amount.units(1_000_500_000_000L));
        assertThat(open.timeMillis())
                .isEqualTo(Instant.parse("2030-01-01T00:00:00Z").toEpochMilli());
        assertThat(consortium.timeMillis()).isEqualTo(CLOCK.instant().toEpochMilli());
    }

    @Test
    void files_giveBackTheGenesisAndEveryValidatorItsShare() throws Exception {
        var made = make("genesis.yaml");
        GenesisFiles.write(folder, made);
        Genesis genesis = GenesisFiles.read(folder.resolve(GenesisFiles.CANONICAL));
        GenesisFiles.requireSoundBeacon(folder, genesis);
        assertThat(genesis).isEqualTo(made.genesis());
        assertThat(Files.readString(folder.resolve(GenesisFiles.READABLE)))
                .contains(genesis.chainId().toString())
                .contains("\"balance\" : \"1000.5\"");

        var shares = new TreeMap<ActorId, BeaconSignature>();
        List<ThresholdBeacons> validators = new ArrayList<>();
        for (int number = 1; number <= 4; number++) {
            var identity = identity(number);
            Path file = folder.resolve(GenesisFiles.SHARES).resolve(identity.id() + BeaconShareFile.SUFFIX);
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            var share = BeaconShareFile.read(file);
            var secret = share.open(file, genesis, identity);
            var validator = new ThresholdBeacons(genesis.chainId(), BeaconGroups.of(genesis), BeaconSecrets.of(secret));
            validators.add(validator);
            if (number != 2) {
                shares.put(identity.id(), validator.ownShare(3).orElseThrow());
            }
            assertThatThrownBy(() -> share.open(file, genesis, identity(9)))
                    .hasMessageContaining("is the beacon share of " + identity.id());
            assertThatThrownBy(
                            () -> share.open(file, make("genesis-private.yaml").genesis(), identity))
                    .hasMessageContaining("is a beacon share of chain " + genesis.chainId());
        }
        var beacon = validators.get(1).combine(3, shares).orElseThrow();
        assertThat(ThresholdBeacons.check(genesis).isBeacon(3, beacon)).isTrue();

        assertThatThrownBy(() -> GenesisFiles.write(folder, made)).hasMessageContaining("exists already");
    }

    @Test
    void file_thatIsNone_isRefusedInWords() throws Exception {
        Path file = Files.writeString(folder.resolve("x"), "no genesis");
        assertThatThrownBy(() -> GenesisFiles.read(file))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("is no genesis in canonical bytes");
        assertThatThrownBy(() -> BeaconShareFile.read(file)).hasMessageContaining("is no beacon share");
        assertThatThrownBy(() -> GenesisFiles.read(folder.resolve("y"))).hasMessageContaining("no such file");
    }

    @Test
    void withoutBeacon_noShares() throws Exception {
        var description = GenesisDescription.read(Files.writeString(
                folder.resolve("none.yaml"),
                Files.readString(SAMPLES.resolve("genesis-private.yaml")) + "beacon: none\n"));
        var made = GenesisMaker.make(description, CLOCK, random);
        assertThat(made.genesis().beacon()).isEmpty();
        assertThat(made.shares()).isEmpty();
    }

    @Test
    void quorum_isAllButThoseWhoMayLie() {
        assertThat(List.of(1, 2, 3, 4, 5, 6, 7, 10, 100))
                .extracting(GenesisMaker::quorum)
                .containsExactly(1, 2, 3, 3, 4, 5, 5, 7, 67);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "validatorsMax: 0 | validatorsMax: 0: must be a whole number from 1 to 100",
                "admission: closed | admission: closed: must be one of open, listed",
                "admitted: [cairn1x] | admitted: cairn1x: must be an id",
                "slash: 5 | slash: 5: must be a percentage",
                "slash: 101% | slash: 101%: must be a percentage",
                "selfStakeMin: -1 | selfStakeMin: -1: must be an amount in credits",
                "feePerByte: 0.0000000001 | must be an amount in credits",
                "evidenceTime: 1d | is not more than unbondingTime",
                "selfStakeMin: 0.1234567891 | selfStakeMin: 0.1234567891: must be an amount",
                "time: soon | time: soon: must be a moment",
                "beaconThreshold: 2 | beaconThreshold: 2: there are only 1 validators",
                "transactionBytesMax: 99 | transactionBytesMax is in 1024",
            })
    void description_thatIsWrong_isRefusedInOneLine(String line, String message) throws Exception {
        String key = line.substring(0, line.indexOf(':') + 1);
        String text = Files.readString(SAMPLES.resolve("genesis-private.yaml"))
                .lines()
                .filter(other -> !other.startsWith(key))
                .reduce("", (all, next) -> all + next + "\n");
        Path file = Files.writeString(folder.resolve("wrong.yaml"), text + line + "\n");
        assertThatThrownBy(() -> GenesisDescription.read(file))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining(message)
                .hasMessageStartingWith(file.toString());
    }

    private GenesisMaker.MadeGenesis make(String sample) throws Exception {
        return GenesisMaker.make(GenesisDescription.read(SAMPLES.resolve(sample)), CLOCK, random);
    }
}
