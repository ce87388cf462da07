package network.cairn.client.receipt;

import java.util.List;
import network.cairn.client.ledger.ProviderTerms;

/// How durable a segment is, or an object: of its segments the least in each respect.
///
/// @param alive pieces that are {@link PieceStatus#ALIVE}
/// @param spare how many more than are needed to read it; below zero where there are not enough
/// @param providers spread of these pieces over providers
/// @param operators over operators
/// @param regions over regions
/// @param subnets over subnets
public record Durability(int alive, int spare, Spread providers, Spread operators, Spread regions, Spread subnets) {
    static Durability of(List<PieceState> pieces, int k) {
        var alive = pieces.stream().filter(PieceState::isAlive).toList();
        var terms = alive.stream()
                .flatMap(piece -> piece.deal().stream())
                .map(PieceState.InDeal::terms)
                .toList();
        return new Durability(
                alive.size(),
                alive.size() - k,
                Spread.of(alive, k, PieceState::provider),
                Spread.of(terms, k, ProviderTerms::operator),
                Spread.of(terms, k, ProviderTerms::region),
                Spread.of(terms, k, ProviderTerms::subnet));
    }

    /// Whether enough pieces are alive to read all of it.
    public boolean isReadable() {
        return spare >= 0;
    }

    /// The worse of two in each respect.
    public Durability worse(Durability that) {
        return new Durability(
                Math.min(alive, that.alive),
                Math.min(spare, that.spare),
                providers.worse(that.providers),
                operators.worse(that.operators),
                regions.worse(that.regions),
                subnets.worse(that.subnets));
    }
}
