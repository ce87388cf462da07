package network.cairn.gateway.operation;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import network.cairn.client.deal.ClientDeals;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.receipt.ProviderStandings;
import network.cairn.client.receipt.ProviderStandings.Standing;
import network.cairn.client.receipt.ReceiptException;
import network.cairn.client.receipt.ReceiptMaker;
import network.cairn.client.receipt.ReceiptOptions;
import network.cairn.client.receipt.ReceiptSubject;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// How durable objects are: in a header from memory, and in a receipt with proofs.
public final class ObjectDurability {
    /// The header of GetObject and HeadObject; `docs/RECEIPT.md` says what it tells.
    static final String HEADER = "x-cairn-durability";

    /// Segments that the header looks at. A receipt can be had of all.
    private static final int HEADER_SEGMENTS_MAX = 8;

    private final MetadataStore metadata;
    private final ClientDeals deals;
    private final ProviderStandings standings;
    private final ReceiptMaker maker;

    public ObjectDurability(
            MetadataStore metadata, ClientDeals deals, ProviderStandings standings, ReceiptMaker maker) {
        this.metadata = metadata;
        this.deals = deals;
        this.standings = standings;
        this.maker = maker;
    }

    /// What the header says: of the worst of the segments looked at, how many pieces are alive, how many are
    /// needed, how many more there are than that, with how many operators, in how many regions and subnets, and the
    /// last epoch that all their providers have proven. Empty for an object that is on no node.
    Optional<String> header(ObjectRecord object) {
        ObjectSegments.Page segments = ObjectSegments.of(metadata, object, 0, HEADER_SEGMENTS_MAX);
        String worst = "";
        int worstSpare = Integer.MAX_VALUE;
        for (SegmentManifest segment : segments.page()) {
            var seen = new Seen(segment);
            if (seen.alive - segment.scheme().k() < worstSpare) {
                worstSpare = seen.alive - segment.scheme().k();
                worst = seen.text();
            }
        }
        if (worst.isEmpty()) {
            return Optional.empty();
        }
        boolean all = segments.page().size() == segments.total();
        return Optional.of(all ? worst : worst + "; segments=" + segments.page().size() + "/" + segments.total());
    }

    private final class Seen {
        private final SegmentManifest segment;
        private final Set<String> operators = new HashSet<>();
        private final Set<String> regions = new HashSet<>();
        private final Set<String> subnets = new HashSet<>();
        private int alive;
        private long proven = Long.MAX_VALUE;

        Seen(SegmentManifest segment) {
            this.segment = segment;
            for (SegmentManifest.StoredPiece piece : segment.pieces()) {
                Optional<Standing> standing = standings.of(piece.node());
                if (standing.isPresent() && standing.get().isAlive() && deals.isInDeal(segment.pieceId(piece))) {
                    count(standing.get());
                }
            }
        }

        private void count(Standing standing) {
            alive++;
            proven = Math.min(proven, standing.lastProven().orElse(0L));
            standing.terms().ifPresent(terms -> {
                operators.add(terms.operator());
                regions.add(terms.region());
                subnets.add(terms.subnet().toString());
            });
        }

        String text() {
            int k = segment.scheme().k();
            String counts = "alive=" + alive + "; needed=" + k + "; spare=" + (alive - k) + "; operators="
                    + operators.size() + "; regions=" + regions.size() + "; subnets=" + subnets.size();
            return alive == 0 ? counts : counts + "; proven-epoch=" + proven;
        }
    }

    /// The receipt of some of an object's segments, an encoded
    /// {@link network.cairn.client.receipt.DurabilityReceipt}.
    ///
    /// @param name what the receipt calls the object
    /// @param first the number of the first segment
    /// @param fromEpoch the epoch of the checkpoint that the reader trusts
    /// @throws S3Exception `InvalidArgument` where there is no such segment, `ServiceUnavailable` where no receipt
    ///     can be made now
    byte[] receipt(ObjectRecord object, String name, int first, long fromEpoch)
            throws S3Exception, InterruptedException {
        ObjectSegments.Page segments = ObjectSegments.of(metadata, object, first, ReceiptOptions.DEFAULT.segmentsMax());
        if (segments.total() == 0) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_REQUEST,
                    "The object's " + object.sizeBytes()
                            + " bytes are kept in the gateway's metadata and on no node: there is nothing to prove.");
        }
        if (segments.page().isEmpty()) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_ARGUMENT,
                    "The object has segments 0 to " + (segments.total() - 1) + ", not " + first + ".");
        }
        var subject = new ReceiptSubject(name, object.sizeBytes(), segments.total(), first);
        try {
            return maker.make(subject, segments.page(), fromEpoch).receipt().encode();
        } catch (ReceiptException e) {
            throw new S3Exception(
                    S3ErrorCode.SERVICE_UNAVAILABLE, "No receipt can be made now: " + e.getMessage() + ".");
        }
    }
}
