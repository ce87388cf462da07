package network.cairn.gateway.metadata;

/// What a listing asks for.
///
/// Results are keys and common prefixes in the order of their UTF-8 bytes. A key that holds the delimiter after the
/// prefix is rolled up into the common prefix that ends with the first one.
///
/// @param prefix keys must start with it; empty for all
/// @param delimiter empty for none
/// @param after only results greater than this, a common prefix counting as itself; empty for all
/// @param resultsMax how many keys and common prefixes a page has
public record ListQuery(String prefix, String delimiter, String after, int resultsMax) {
    public static final int RESULTS_MAX = 1000;

    public ListQuery {
        if (resultsMax < 0 || resultsMax > RESULTS_MAX) {
            throw new IllegalArgumentException("a page has 0 to " + RESULTS_MAX + " results, not " + resultsMax);
        }
    }
}
