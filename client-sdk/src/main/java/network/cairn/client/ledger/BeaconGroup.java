package network.cairn.client.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;

/// The public half of a threshold BLS12-381 key: `threshold` of the members' shares of a signature make
/// the group's.
///
/// Keys are points of G2 in compressed form, 96 bytes.
///
/// @param groupKey the group's public key
/// @param threshold how many shares are needed, 1 .. members
/// @param members who holds a share, in the order of their share indices, which count from 1
public record BeaconGroup(byte[] groupKey, int threshold, List<Holder> members) {
    public static final int KEY_LENGTH_BYTES = 96;

    /// A member and the public key of its share.
    public record Holder(ActorId validator, byte[] shareKey) {
        public Holder {
            checkKey(shareKey);
            shareKey = shareKey.clone();
        }

        @Override
        public byte[] shareKey() {
            return shareKey.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Holder that
                    && validator.equals(that.validator)
                    && Arrays.equals(shareKey, that.shareKey);
        }

        @Override
        public int hashCode() {
            return validator.hashCode();
        }
    }

    public BeaconGroup {
        checkKey(groupKey);
        groupKey = groupKey.clone();
        members = List.copyOf(members);
        if (members.isEmpty() || members.size() > ValidatorSet.MEMBERS_MAX) {
            throw new IllegalArgumentException(
                    "a beacon group has 1 to " + ValidatorSet.MEMBERS_MAX + " members, not " + members.size());
        }
        if (threshold < 1 || threshold > members.size()) {
            throw new IllegalArgumentException(
                    "a beacon's threshold is in 1 .. " + members.size() + ", not " + threshold);
        }
        if (members.stream().map(Holder::validator).distinct().count() != members.size()) {
            throw new IllegalArgumentException("a member of the beacon group is there twice");
        }
    }

    private static void checkKey(byte[] key) {
        if (key.length != KEY_LENGTH_BYTES) {
            throw new IllegalArgumentException("a beacon key is " + KEY_LENGTH_BYTES + " bytes, not " + key.length);
        }
    }

    @Override
    public byte[] groupKey() {
        return groupKey.clone();
    }

    /// The index of a member's share, from 1.
    public Optional<Integer> shareIndex(ActorId validator) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).validator().equals(validator)) {
                return Optional.of(i + 1);
            }
        }
        return Optional.empty();
    }

    void write(CanonicalWriter writer) {
        writer.fixed(groupKey).u8(threshold).u8(members.size());
        for (Holder member : members) {
            writer.id(member.validator()).fixed(member.shareKey);
        }
    }

    static BeaconGroup read(CanonicalReader reader) throws CodecException {
        byte[] groupKey = reader.fixed(KEY_LENGTH_BYTES, "beacon group key");
        int threshold = reader.u8("beacon threshold");
        int count = reader.u8("beacon members");
        var members = new ArrayList<Holder>();
        for (int i = 0; i < count; i++) {
            members.add(new Holder(
                    ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "beacon member")),
                    reader.fixed(KEY_LENGTH_BYTES, "beacon share key")));
        }
        return LedgerDomain.checked("beacon group", () -> new BeaconGroup(groupKey, threshold, members));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BeaconGroup that
                && Arrays.equals(groupKey, that.groupKey)
                && threshold == that.threshold
                && members.equals(that.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        return threshold + " of " + members.size() + ", key " + HexFormat.of().formatHex(groupKey, 0, 8) + "…";
    }
}
