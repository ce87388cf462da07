package network.cairn.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrcCombinationTest {
    @ParameterizedTest
    @EnumSource(
            value = ChecksumAlgorithm.class,
            names = {"CRC32", "CRC32C", "CRC64NVME"})
    void append_anyCut_isTheChecksumOfTheWhole(ChecksumAlgorithm algorithm) {
        Random random = new Random(21);
        for (int round = 0; round < 200; round++) {
            byte[] whole = new byte[random.nextInt(random.nextBoolean() ? 20 : 100_000)];
            random.nextBytes(whole);
            CrcCombination combination = CrcCombination.of(algorithm);
            for (int at = 0; at < whole.length; ) {
                int count = Math.min(whole.length - at, random.nextInt(random.nextBoolean() ? 3 : 40_000));
                combination.append(sum(algorithm, Arrays.copyOfRange(whole, at, at + count)), count);
                at += count;
            }
            assertThat(combination.value()).as("round " + round).isEqualTo(sum(algorithm, whole));
        }
    }

    /// Over 5 TiB of zeros, made by doubling.
    @ParameterizedTest
    @EnumSource(
            value = ChecksumAlgorithm.class,
            names = {"CRC32", "CRC32C", "CRC64NVME"})
    void append_lengthsNobodySums_agreeWithDoubling(ChecksumAlgorithm algorithm) {
        byte[] zeros = sum(algorithm, new byte[5]);
        long length = 5;
        while (length < 5L << 40) {
            CrcCombination doubled = CrcCombination.of(algorithm);
            doubled.append(zeros, length);
            doubled.append(zeros, length);
            zeros = doubled.value();
            length *= 2;
        }
        byte[] three = sum(algorithm, new byte[3]);
        CrcCombination threeLast = CrcCombination.of(algorithm);
        threeLast.append(zeros, length);
        threeLast.append(three, 3);
        CrcCombination threeFirst = CrcCombination.of(algorithm);
        threeFirst.append(three, 3);
        threeFirst.append(zeros, length);
        assertThat(threeFirst.value()).isEqualTo(threeLast.value());
    }

    @Test
    void of_digest_isRefused() {
        assertThat(CrcCombination.combines(ChecksumAlgorithm.SHA256)).isFalse();
        assertThatThrownBy(() -> CrcCombination.of(ChecksumAlgorithm.SHA256))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CrcCombination.of(ChecksumAlgorithm.CRC32).append(new byte[8], 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] sum(ChecksumAlgorithm algorithm, byte[] bytes) {
        RunningChecksum sum = RunningChecksum.of(algorithm);
        sum.update(bytes, 0, bytes.length);
        return sum.value();
    }
}
