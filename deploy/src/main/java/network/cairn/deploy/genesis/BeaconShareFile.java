package network.cairn.deploy.genesis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.identity.SealedSecret;
import network.cairn.client.ledger.BeaconGroup;
import network.cairn.client.ledger.Genesis;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.proofs.beacon.BeaconSecret;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;

/// A validator's share of the beacon's key, as it lies beside its keystore: sealed to the validator's
/// identity, so
/// that the file alone is worth nothing.
///
/// @param chain the chain it is for
/// @param validator whose it is
/// @param sealed see {@link SealedSecret}; the chain's id is its context
public record BeaconShareFile(ChainId chain, ActorId validator, byte[] sealed) {
    /// How such files end.
    public static final String SUFFIX = ".share";

    private static final byte[] MAGIC = "CAIRNSHR".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int FILE_BYTES_MAX = 4096;

    public BeaconShareFile {
        sealed = sealed.clone();
    }

    @Override
    public byte[] sealed() {
        return sealed.clone();
    }

    static BeaconShareFile seal(ChainId chain, PublicIdentity validator, BeaconSecret secret, SecureRandom random) {
        byte[] bytes = secret.toBytes();
        try {
            return new BeaconShareFile(
                    chain, validator.id(), SealedSecret.seal(validator, bytes, chain.toBytes(), random));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /// Opens the share and compares it with the public key that the genesis names for it.
    ///
    /// @param file where it was read, for messages
    /// @throws CommandFailure with `CONFIG` where it is another chain's, another validator's or damaged
    public BeaconSecret open(Path file, Genesis genesis, Identity identity) throws CommandFailure {
        if (!chain.equals(genesis.chainId())) {
            throw new CommandFailure(
                    Exit.CONFIG, file + ": is a beacon share of chain " + chain + ", not of " + genesis.chainId());
        }
        if (!validator.equals(identity.id())) {
            throw new CommandFailure(
                    Exit.CONFIG, file + ": is the beacon share of " + validator + ", not of " + identity.id());
        }
        BeaconGroup.Holder holder = genesis.beacon().stream()
                .flatMap(group -> group.members().stream())
                .filter(member -> member.validator().equals(validator))
                .findFirst()
                .orElseThrow(
                        () -> new CommandFailure(Exit.CONFIG, file + ": the genesis names no share of " + validator));
        try {
            var secret = BeaconSecret.of(SealedSecret.open(identity, sealed, chain.toBytes()));
            if (!Arrays.equals(secret.publicKey().toBytes(), holder.shareKey())) {
                throw new CommandFailure(
                        Exit.CONFIG, file + ": the share does not fit the key that the genesis names for it");
            }
            return secret;
        } catch (DecryptionException | IllegalArgumentException e) {
            throw new CommandFailure(Exit.CONFIG, file + ": " + CommandFailure.reason(e), e);
        }
    }

    public byte[] encode() {
        return new CanonicalWriter()
                .fixed(MAGIC)
                .u8(VERSION)
                .id(chain)
                .id(validator)
                .bytes(sealed)
                .toBytes();
    }

    /// @throws CommandFailure with `CONFIG` if it cannot be read or is no share
    public static BeaconShareFile read(Path file) throws CommandFailure {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new CommandFailure(
                        Exit.CONFIG,
                        file + ": is " + Files.size(file) + " bytes; a beacon share is at most " + FILE_BYTES_MAX);
            }
            return decode(Files.readAllBytes(file));
        } catch (CodecException e) {
            throw new CommandFailure(Exit.CONFIG, file + ": is no beacon share: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CommandFailure(Exit.CONFIG, file + ": " + CommandFailure.reason(e), e);
        }
    }

    static BeaconShareFile decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        if (!Arrays.equals(MAGIC, reader.fixed(MAGIC.length, "magic"))) {
            throw new CodecException("its first bytes are not those of one");
        }
        int version = reader.u8("version");
        if (version != VERSION) {
            throw new CodecException("it has version " + version + ", this software reads " + VERSION);
        }
        var chain = ChainId.of(reader.fixed(ChainId.LENGTH_BYTES, "chain"));
        var validator = ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "validator"));
        byte[] sealed = reader.bytes(FILE_BYTES_MAX, "sealed share");
        reader.end();
        return new BeaconShareFile(chain, validator, sealed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BeaconShareFile that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sealed);
    }

    @Override
    public String toString() {
        return "a beacon share of " + validator;
    }
}
