package network.cairn.client.wire.v1;

/// Every way a storage node refuses or fails. The name is what the wire carries, the status its HTTP status.
public enum NodeErrorCode {
    /// The request is not of this protocol: a bad path, header or encoding.
    MALFORMED_REQUEST(400),
    /// The order's signature is wrong, or it is for another node, operation, piece or size.
    ORDER_INVALID(403),
    /// The order has expired, or was issued too far in the future or before the node last started.
    ORDER_EXPIRED(403),
    /// The order has been used before.
    ORDER_REPLAYED(403),
    /// The client is not one this node serves.
    CLIENT_UNKNOWN(403),
    /// The read is not paid for, or its voucher is no good. The text begins with the reason's name and says what
    /// has been served and paid, and what the limit is.
    PAYMENT_REQUIRED(402),
    PIECE_NOT_FOUND(404),
    /// The node holds other bytes under this id already.
    PIECE_EXISTS(409),
    /// The piece is in a deal: a revision of the deal takes it out.
    PIECE_IN_DEAL(409),
    /// The node has no part in the deal, or whoever asks has none.
    DEAL_UNKNOWN(404),
    /// The node does no business on a ledger, or cannot ask its ledger now.
    LEDGER_UNAVAILABLE(503),
    /// The range is not inside the piece.
    RANGE_INVALID(416),
    /// The body is longer than its order, or than the node takes.
    BODY_TOO_LARGE(413),
    /// The body ended before the length its order names.
    BODY_INCOMPLETE(400),
    /// A header, message or connection count is over its limit.
    LIMIT_EXCEEDED(431),
    /// The node has too many requests under way; try later or another.
    BUSY(503),
    /// The node takes no more bytes: a disk error made it read-only.
    READ_ONLY(507),
    /// The node's capacity is used up, or its disk is full.
    OUT_OF_SPACE(507),
    /// The node's stored bytes do not match their checksum.
    PIECE_CORRUPT(500),
    INTERNAL(500);

    private final int httpStatus;

    NodeErrorCode(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    public int httpStatus() {
        return httpStatus;
    }
}
