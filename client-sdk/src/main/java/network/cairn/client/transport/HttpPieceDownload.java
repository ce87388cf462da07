package network.cairn.client.transport;

import java.util.Optional;
import network.cairn.client.egress.PaidRead;

/// A range of a piece on its way from a node as the answer to one GET.
final class HttpPieceDownload implements StorageNode.PieceDownload {
    private final Exchange exchange;
    private final Exchange.Answer answer;
    private final Optional<PaidRead> paid;
    private long readBytes;

    HttpPieceDownload(Exchange exchange, Exchange.Answer answer, Optional<PaidRead> paid) {
        this.paid = paid;
        this.exchange = exchange;
        this.answer = answer;
    }

    @Override
    public void readFully(byte[] bytes, int offset, int lengthBytes) throws NodeException, InterruptedException {
        if (lengthBytes > answer.lengthBytes() - readBytes) {
            throw new IllegalArgumentException(
                    lengthBytes + " bytes after " + readBytes + " of a range of " + answer.lengthBytes());
        }
        int have = 0;
        while (have < lengthBytes) {
            int count = exchange.read(answer, bytes, offset + have, lengthBytes - have);
            have += count;
            readBytes += count;
        }
    }

    @Override
    public void close() {
        exchange.close();
        paid.ifPresent(read -> read.ended(readBytes));
    }
}
