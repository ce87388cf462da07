package network.cairn.client.ledger;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Digest;

/// Who votes in an epoch, with how much power.
///
/// Safe while members with less than a third of the power lie: a quorum is more than two thirds of it,
/// so two quorums have an honest member in common.
public final class ValidatorSet {
    public static final int MEMBERS_MAX = 100;

    /// Keeps three times the total within 63 bits.
    public static final long TOTAL_POWER_MAX = 1L << 60;

    /// Places in the leaders' turn: a member's share of them is its share of the power to a thousandth.
    private static final int TURN_LENGTH = 1000;

    /// A validator of the set.
    ///
    /// @param power at least 1; its stake in whole credits
    /// @param endpoint where the other validators reach it
    public record Member(PublicIdentity key, long power, Endpoint endpoint) {
        public Member {
            if (power < 1) {
                throw new IllegalArgumentException("a validator's power is at least 1, not " + power);
            }
        }

        public ActorId id() {
            return key.id();
        }
    }

    private final List<Member> members;
    private final long totalPower;
    private final Map<ActorId, Integer> positions = new HashMap<>();
    private final int[] turn;

    private ValidatorSet(List<Member> members, long totalPower) {
        this.members = members;
        this.totalPower = totalPower;
        for (int i = 0; i < members.size(); i++) {
            positions.put(members.get(i).id(), i);
        }
        this.turn = members.size() == 1 ? new int[1] : turn(members, totalPower);
    }

    /// The set of these members, ordered by power, greatest first, then by id.
    ///
    /// @throws IllegalArgumentException if there are none or too many, one is there twice, or the power
    ///     is too great
    public static ValidatorSet of(List<Member> members) {
        if (members.isEmpty() || members.size() > MEMBERS_MAX) {
            throw new IllegalArgumentException(
                    "a validator set has 1 to " + MEMBERS_MAX + " members, not " + members.size());
        }
        var sorted = new ArrayList<>(members);
        sorted.sort(Comparator.comparingLong(Member::power).reversed().thenComparing(Member::id));
        long total = 0;
        var ids = new HashSet<ActorId>();
        for (Member member : sorted) {
            if (member.power() > TOTAL_POWER_MAX - total) {
                throw new IllegalArgumentException("a validator set has at most 2^60 of power");
            }
            total += member.power();
            if (!ids.add(member.id())) {
                throw new IllegalArgumentException("validator " + member.id() + " is in the set twice");
            }
        }
        return new ValidatorSet(List.copyOf(sorted), total);
    }

    /// The power of a stake: its whole credits, at least 1, and at most a hundredth of
    /// {@link #TOTAL_POWER_MAX}, which no stake of a real chain comes near.
    public static long powerOf(Amount stake) {
        var credits = stake.toBigInteger().divide(BigInteger.valueOf(Amount.UNITS_PER_CREDIT));
        return credits.max(BigInteger.ONE)
                .min(BigInteger.valueOf(TOTAL_POWER_MAX / MEMBERS_MAX))
                .longValueExact();
    }

    public List<Member> members() {
        return members;
    }

    public int size() {
        return members.size();
    }

    public long totalPower() {
        return totalPower;
    }

    /// The member's place in {@link #members()}, which is its bit in certificates.
    public Optional<Integer> position(ActorId validator) {
        return Optional.ofNullable(positions.get(validator));
    }

    public Optional<Member> member(ActorId validator) {
        return position(validator).map(members::get);
    }

    /// Whether this much power is more than two thirds of the whole.
    public boolean isQuorum(long power) {
        return 3 * power > 2 * totalPower;
    }

    /// Whether this much power is more than a third of the whole, and so has an honest member in it.
    public boolean hasHonestMember(long power) {
        return 3 * power > totalPower;
    }

    /// Who leads a round.
    ///
    /// Members take turns in proportion to their power, spread evenly (smooth weighted round robin); the
    /// epoch shifts the start.
    public Member leader(Round round) {
        int place = Math.floorMod(round.view() - 1, turn.length) + Math.floorMod(round.epoch(), turn.length);
        return members.get(turn[place % turn.length]);
    }

    private static int[] turn(List<Member> members, long totalPower) {
        boolean equal = members.getFirst().power() == members.getLast().power();
        int[] turn = new int[equal ? members.size() : TURN_LENGTH];
        long[] credit = new long[members.size()];
        for (int place = 0; place < turn.length; place++) {
            int next = 0;
            for (int i = 0; i < credit.length; i++) {
                // Credits stay within the total's size on either side of zero, so nothing overflows.
                credit[i] += members.get(i).power();
                if (credit[i] > credit[next]) {
                    next = i;
                }
            }
            credit[next] -= totalPower;
            turn[place] = next;
        }
        return turn;
    }

    /// SHA-256 of the domain byte `0a` and the encoding: what headers name the set by.
    public Digest digest() {
        return LedgerDomain.digest(LedgerDomain.VALIDATOR_SET, encode());
    }

    public byte[] encode() {
        var writer = new CanonicalWriter().u8(members.size());
        for (Member member : members) {
            writer.fixed(member.key().toBytes()).u64(member.power());
            member.endpoint().write(writer);
        }
        return writer.toBytes();
    }

    /// @throws CodecException if these bytes are not the encoding of a set, members in order
    public static ValidatorSet decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        int count = reader.u8("validators");
        var members = new ArrayList<Member>();
        for (int i = 0; i < Math.min(count, MEMBERS_MAX + 1); i++) {
            var key = LedgerDomain.publicIdentity(reader, "validator key");
            long power = reader.u64("validator power");
            var endpoint = Endpoint.read(reader, "validator endpoint");
            members.add(LedgerDomain.checked("validator", () -> new Member(key, power, endpoint)));
        }
        reader.end();
        var set = LedgerDomain.checked("validator set", () -> of(members));
        if (!set.members.equals(members)) {
            throw new CodecException("the validators are not in the order of their power");
        }
        return set;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ValidatorSet that && members.equals(that.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        return members.toString();
    }
}
