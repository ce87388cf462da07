package network.cairn.gateway.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A pattern of characters, `?` for any one of them and `*` for any number, matched against whole texts.
///
/// A policy's author chooses the pattern and a request's sender the text, so that neither may make the other
/// slow: there is no going back. All places in the pattern that the text may have reached so far are the bits
/// of a set, which each character moves on at once (the shift-and automaton; Baeza-Yates and Gonnet, "A new
/// approach to text searching", 1992). Time is the text's length times a 64th of the pattern's, space the
/// pattern's length.
final class Wildcard {
    private static final int ANY_ONE = -1;

    /// What must follow each other, stars left out.
    private final int count;

    /// Bit i: between the first i characters of the pattern and the rest is a star.
    private final long[] stars;

    /// Bit i: the pattern's character i is a question mark.
    private final long[] anyOne;

    /// Where a character stands in the pattern, as bits for those that are frequent, as places for the others:
    /// both together never need more than a few times the pattern's own length.
    private final Map<Integer, long[]> frequent = new HashMap<>();

    private final Map<Integer, int[]> rare = new HashMap<>();
    private final boolean hasStar;

    private Wildcard(List<Integer> characters, List<Integer> starsBefore) {
        count = characters.size();
        int words = (count >>> 6) + 1;
        stars = new long[words];
        anyOne = new long[words];
        hasStar = !starsBefore.isEmpty();
        starsBefore.forEach(place -> set(stars, place));
        Map<Integer, List<Integer>> places = new HashMap<>();
        for (int i = 0; i < count; i++) {
            if (characters.get(i) == ANY_ONE) {
                set(anyOne, i);
            } else {
                places.computeIfAbsent(characters.get(i), character -> new ArrayList<>())
                        .add(i);
            }
        }
        places.forEach((character, at) -> {
            if (at.size() <= words) {
                rare.put(character, at.stream().mapToInt(Integer::intValue).toArray());
            } else {
                long[] bits = new long[words];
                at.forEach(place -> set(bits, place));
                frequent.put(character, bits);
            }
        });
    }

    /// A pattern in which `*` and `?` stand for what they stand for.
    static Wildcard of(String pattern) {
        var builder = new Builder();
        pattern.codePoints().forEach(c -> {
            switch (c) {
                case '*' -> builder.anyMany();
                case '?' -> builder.anyOne();
                default -> builder.character(c);
            }
        });
        return builder.build();
    }

    /// Puts patterns together whose parts are not all from one text.
    static final class Builder {
        private final List<Integer> characters = new ArrayList<>();
        private final List<Integer> starsBefore = new ArrayList<>();

        Builder character(int codePoint) {
            characters.add(codePoint);
            return this;
        }

        /// Characters as they are, stars and question marks too.
        Builder literal(String text) {
            text.codePoints().forEach(characters::add);
            return this;
        }

        Builder anyOne() {
            characters.add(ANY_ONE);
            return this;
        }

        Builder anyMany() {
            if (starsBefore.isEmpty() || starsBefore.getLast() != characters.size()) {
                starsBefore.add(characters.size());
            }
            return this;
        }

        Wildcard build() {
            return new Wildcard(characters, starsBefore);
        }
    }

    boolean matches(String text) {
        int length = text.codePointCount(0, text.length());
        if (length < count || (!hasStar && length != count)) {
            return false;
        }
        if (count == 0) {
            return true;
        }
        long[] reached = new long[stars.length];
        long[] moving = new long[stars.length];
        reached[0] = 1;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            if (!step(reached, moving, character)) {
                return false;
            }
        }
        return isSet(reached, count);
    }

    /// @param moving room to reckon in
    /// @return whether any place is still reached
    private boolean step(long[] reached, long[] moving, int character) {
        move(reached, moving, character);
        long carry = 0;
        long all = 0;
        for (int w = 0; w < reached.length; w++) {
            long next = (moving[w] << 1) | carry | (reached[w] & stars[w]);
            carry = moving[w] >>> 63;
            reached[w] = next;
            all |= next;
        }
        return all != 0;
    }

    /// Finds the reached places from which the character leads on.
    private void move(long[] reached, long[] moving, int character) {
        long[] bits = frequent.get(character);
        for (int w = 0; w < reached.length; w++) {
            moving[w] = reached[w] & (bits == null ? anyOne[w] : anyOne[w] | bits[w]);
        }
        int[] places = rare.get(character);
        if (places != null) {
            for (int place : places) {
                if (isSet(reached, place)) {
                    set(moving, place);
                }
            }
        }
    }

    private static void set(long[] bits, int place) {
        bits[place >>> 6] |= 1L << place;
    }

    private static boolean isSet(long[] bits, int place) {
        return (bits[place >>> 6] & (1L << place)) != 0;
    }

    /// How many characters and stars it has, for tests of its size.
    @Override
    public String toString() {
        return "Wildcard[characters=" + count + ", words=" + stars.length + ", rare=" + rare.size() + ", frequent="
                + frequent.size() + ", starsAt="
                + Arrays.stream(stars).map(Long::bitCount).sum() + "]";
    }
}
