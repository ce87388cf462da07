package network.cairn.client.receipt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A verdict on a receipt, for people: a tree of maps, lists, texts, numbers and truth values, as JSON has them.
/// Keys are in the order in which they are best read; what is not known has no key.
///
/// An object's name is anybody's text: whoever prints it escapes it.
public final class ReceiptReport {
    private ReceiptReport() {}

    /// The whole verdict.
    public static Map<String, Object> of(ReceiptVerdict verdict) {
        return switch (verdict) {
            case ReceiptVerdict.Accepted(var _, var summary, var segments) -> of(summary, segments);
            case ReceiptVerdict.Rejected(var reason, var detail) -> {
                var tree = new LinkedHashMap<String, Object>();
                tree.put("accepted", false);
                tree.put("reason", reason.name());
                tree.put("detail", detail);
                yield tree;
            }
        };
    }

    /// What an accepted receipt shows: the same, for who has not kept the receipt itself.
    public static Map<String, Object> of(ReceiptSummary summary, List<SegmentState> segments) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("accepted", true);
        tree.put("object", summary.subject().name());
        tree.put("sizeBytes", summary.subject().sizeBytes());
        tree.put("whole", summary.isWhole());
        tree.put("segmentsOfObject", summary.subject().segments());
        tree.put("firstSegment", summary.subject().firstSegment());
        tree.put("segmentsShown", summary.segments());
        tree.put("chain", summary.chain().toHex());
        tree.put("height", summary.height());
        tree.put("block", summary.block().toHex());
        tree.put("epoch", summary.epoch());
        tree.put("provenFrom", summary.provenFrom().toString());
        tree.put("provenTo", summary.provenTo().toString());
        tree.put("durability", durability(summary.durability()));
        tree.put("segments", segments.stream().map(ReceiptReport::segment).toList());
        return tree;
    }

    private static Map<String, Object> durability(Durability durability) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("readable", durability.isReadable());
        tree.put("alive", durability.alive());
        tree.put("spare", durability.spare());
        tree.put("providers", spread(durability.providers()));
        tree.put("operators", spread(durability.operators()));
        tree.put("regions", spread(durability.regions()));
        tree.put("subnets", spread(durability.subnets()));
        return tree;
    }

    private static Map<String, Object> spread(Spread spread) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("distinct", spread.distinct());
        tree.put("piecesOfOneMax", spread.piecesOfOneMax());
        tree.put("lossesSurvived", spread.lossesSurvived());
        return tree;
    }

    private static Map<String, Object> segment(SegmentState segment) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("number", segment.number());
        tree.put("id", segment.id().toHex());
        tree.put("needed", segment.k());
        tree.put("total", segment.total());
        tree.put("pieceBytes", segment.pieceBytes());
        tree.put("durability", durability(segment.durability()));
        List<Map<String, Object>> pieces =
                segment.pieces().stream().map(ReceiptReport::piece).toList();
        tree.put("pieces", pieces);
        return tree;
    }

    private static Map<String, Object> piece(PieceState piece) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("index", piece.index());
        tree.put("status", piece.status().name());
        tree.put("id", piece.id().toHex());
        tree.put("root", piece.root().toHex());
        tree.put("provider", piece.provider().toString());
        piece.deal().ifPresent(deal -> {
            tree.put("deal", deal.id().toHex());
            deal.endsEpoch().ifPresent(epoch -> tree.put("dealEndsEpoch", epoch));
            deal.lastProven().ifPresent(epoch -> tree.put("lastProvenEpoch", epoch));
            deal.providerProven().ifPresent(epoch -> tree.put("providerLastProvenEpoch", epoch));
            tree.put("operator", deal.terms().operator());
            tree.put("region", deal.terms().region());
            tree.put("subnet", deal.terms().subnet().toString());
        });
        return tree;
    }
}
