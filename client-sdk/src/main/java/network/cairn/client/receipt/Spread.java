package network.cairn.client.receipt;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How the pieces of a segment that are alive are spread over domains of one kind: providers, operators, regions or
/// subnets.
///
/// @param distinct how many domains they are in
/// @param piecesOfOneMax how many are in the domain that has most
/// @param lossesSurvived how many whole domains can be lost, the worst ones, and leave enough pieces to read the
/// segment
public record Spread(int distinct, int piecesOfOneMax, int lossesSurvived) {
    static <T> Spread of(Collection<T> alive, int k, Function<? super T, ?> domain) {
        List<Integer> counts =
                alive.stream().collect(Collectors.groupingBy(domain, Collectors.counting())).values().stream()
                        .map(Long::intValue)
                        .sorted(Comparator.reverseOrder())
                        .toList();
        int left = alive.size();
        int survived = 0;
        for (int count : counts) {
            left -= count;
            if (left < k) {
                break;
            }
            survived++;
        }
        return new Spread(counts.size(), counts.isEmpty() ? 0 : counts.getFirst(), survived);
    }

    /// The worse of two in each respect.
    Spread worse(Spread that) {
        return new Spread(
                Math.min(distinct, that.distinct),
                Math.max(piecesOfOneMax, that.piecesOfOneMax),
                Math.min(lossesSurvived, that.lossesSurvived));
    }
}
