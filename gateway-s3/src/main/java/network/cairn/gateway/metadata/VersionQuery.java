package network.cairn.gateway.metadata;

import org.jspecify.annotations.Nullable;

/// What a listing of versions asks for. Results are in the order of keys' UTF-8 bytes, the newest version of a key
/// first, and keys are rolled up as {@link ListQuery} says.
///
/// @param prefix keys must start with it; empty for all
/// @param delimiter empty for none
/// @param afterKey only keys greater than this, a common prefix counting as itself; empty for all
/// @param afterVersion versions of `afterKey` older than this one too; null for none
/// @param resultsMax how many versions and common prefixes a page has
public record VersionQuery(
        String prefix,
        String delimiter,
        String afterKey,
        @Nullable VersionId afterVersion,
        int resultsMax) {
    public VersionQuery {
        if (resultsMax < 0 || resultsMax > ListQuery.RESULTS_MAX) {
            throw new IllegalArgumentException(
                    "a page has 0 to " + ListQuery.RESULTS_MAX + " results, not " + resultsMax);
        }
    }
}
