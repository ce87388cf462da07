package network.cairn.client.wire.v1;

import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.PieceId;

/// The paths and headers of the node protocol, for both of its ends.
///
/// `PUT`, `GET` and `DELETE` on a piece's path store, read and delete it; `GET` on the paths below it answers its
/// stat and a range proof. The signed order travels in {@link #ORDER_HEADER} as base64url without padding. An error
/// has the HTTP status of its {@link NodeErrorCode}, the code's name in {@link #ERROR_HEADER}, and plain text as
/// its body.
///
/// A read of a piece may carry a {@link SignedVoucher} in {@link #VOUCHER_HEADER}. `GET` on a channel's path
/// answers the best one that the node has for it, or nothing where it has none, to the channel's client alone and
/// without an order.
public final class NodeRoutes {
    public static final String HEALTH = "/v1/health";
    public static final String PIECES = "/v1/pieces/";
    public static final String STAT_SUFFIX = "/stat";
    public static final String PROOF_SUFFIX = "/proof";

    /// `GET`: the node's public key, 32 bytes, which its id follows from.
    public static final String KEY = "/v1/key";

    /// Below it a deal's id. `POST` below that: what its client says to its provider. Who asks is told by TLS.
    public static final String DEALS = "/v1/deals/";

    public static final String PROPOSAL_SUFFIX = "/proposal";
    public static final String ACCEPTANCE_SUFFIX = "/acceptance";

    /// `GET`: how the node does as a provider, as it sees it itself.
    public static final String PROVIDER = "/v1/provider";

    public static final String CHANNELS = "/v1/channels/";
    public static final String ORDER_HEADER = "Cairn-Order";
    public static final String VOUCHER_HEADER = "Cairn-Voucher";
    public static final String ERROR_HEADER = "Cairn-Error";

    /// The most bytes of text that an error's body carries.
    public static final int ERROR_MESSAGE_BYTES_MAX = 2048;

    /// The most bytes an encoded range proof takes.
    public static final int PROOF_BYTES_MAX = 1 << 20;

    private NodeRoutes() {}

    public static String piece(PieceId piece) {
        return PIECES + piece.toHex();
    }

    public static String proposal(DealId deal) {
        return DEALS + deal.toHex() + PROPOSAL_SUFFIX;
    }

    public static String acceptance(DealId deal) {
        return DEALS + deal.toHex() + ACCEPTANCE_SUFFIX;
    }

    public static String stat(PieceId piece) {
        return piece(piece) + STAT_SUFFIX;
    }

    public static String proof(PieceId piece) {
        return piece(piece) + PROOF_SUFFIX;
    }

    public static String channel(Digest channel) {
        return CHANNELS + channel.toHex();
    }
}
