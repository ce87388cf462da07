package network.cairn.client.deal;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import network.cairn.client.encryption.StreamKeys;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.manifest.StoredStream;
import network.cairn.client.upload.SegmentJournal;
import network.cairn.client.upload.StreamUploader;
import network.cairn.client.upload.UploadException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.SegmentId;

/// Stores what another uploader stores, and has it come into the client's deals.
///
/// The deals hear of a segment before its journal does: after a crash in between, the journal gives it up, and its
/// pieces leave the deals again. The other way round they would stay in no deal.
///
/// @param uploader stores
/// @param deals hears of it
/// @param placed told of each node that holds a piece, so that what is needed to read it can be made ready
public record DealtUploader(StreamUploader uploader, ClientDeals deals, Consumer<ActorId> placed)
        implements StreamUploader {
    @Override
    public StoredStream upload(InputStream plaintext, long plaintextBytes, StreamKeys keys, SegmentJournal journal)
            throws UploadException, IOException, InterruptedException {
        return uploader.upload(plaintext, plaintextBytes, keys, new SegmentJournal() {
            @Override
            public void sending(SegmentId segment, int index, ActorId node) {
                journal.sending(segment, index, node);
            }

            @Override
            public void sending(SegmentId segment, List<ActorId> nodes) {
                journal.sending(segment, nodes);
            }

            @Override
            public void stored(int number, SegmentManifest segment) {
                deals.stored(segment);
                segment.pieces().forEach(piece -> placed.accept(piece.node()));
                journal.stored(number, segment);
            }
        });
    }
}
