package network.cairn.chain.state;

import java.time.Duration;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.ChainParameters.Admission;
import network.cairn.client.ledger.StorageParameters;

/// The rules of a test's chain: epochs of five blocks, a minute of unbonding, and what a test says else.
final class TestRules {
    private int epochBlocks = 5;
    private int validatorsMax = 4;
    private Admission admission = new Admission.Open();
    private Amount selfStakeMin = MachineChain.STAKE;
    private int slashBasisPoints = 500;
    private int transactionBytesMax = 4 << 10;
    private int blockBytesMax = 64 << 10;
    private StorageParameters storage = StorageParameters.DEFAULT;

    TestRules epochBlocks(int blocks) {
        epochBlocks = blocks;
        return this;
    }

    TestRules validatorsMax(int validators) {
        validatorsMax = validators;
        return this;
    }

    TestRules admission(Admission who) {
        admission = who;
        return this;
    }

    TestRules selfStakeMin(Amount amount) {
        selfStakeMin = amount;
        return this;
    }

    TestRules slashBasisPoints(int basisPoints) {
        slashBasisPoints = basisPoints;
        return this;
    }

    TestRules transactionBytesMax(int bytes) {
        transactionBytesMax = bytes;
        return this;
    }

    TestRules blockBytesMax(int bytes) {
        blockBytesMax = bytes;
        return this;
    }

    TestRules storage(StorageParameters parameters) {
        storage = parameters;
        return this;
    }

    ChainParameters build() {
        return new ChainParameters(
                epochBlocks,
                Duration.ofSeconds(1),
                validatorsMax,
                admission,
                selfStakeMin,
                Duration.ofSeconds(60),
                Duration.ofSeconds(120),
                slashBasisPoints,
                Amount.units(10),
                transactionBytesMax,
                blockBytesMax,
                storage);
    }
}
