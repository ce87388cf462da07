package network.cairn.gateway.pack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import network.cairn.client.budget.BufferBudget;
import network.cairn.client.download.DownloadException;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.manifest.StoredStream;
import network.cairn.client.upload.UploadException;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.PackSlot;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.StoredData;
import network.cairn.gateway.metadata.StreamId;
import org.jspecify.annotations.Nullable;

/// Objects that are stored in packs: sealed one by one under their own data keys, put together, read alone.
///
/// A small object is read whole before it joins a pack, so that a slow client holds up nobody but itself. Memory
/// for that is bounded: an object that finds none is not taken. Safe for use by many threads.
public final class SmallObjects implements AutoCloseable {
    /// Arrays are not kept for the next user: small ones come in every length.
    private static final int POOLED_ARRAY_BYTES = 1 << 20;

    private final PackStore packs;
    private final Packer packer;
    private final BufferBudget buffers;
    private final PackSettings settings;

    public SmallObjects(PackStore packs) {
        this.packs = packs;
        this.settings = packs.settings();
        this.packer = new Packer(packs);
        this.buffers = new BufferBudget(settings.bufferBytesMax(), POOLED_ARRAY_BYTES);
    }

    /// Stores plaintext in a pack. The caller makes the place name it, or abandons it.
    ///
    /// @param plaintext read to its end
    /// @param lengthBytes its length
    /// @param key its own, for this stream alone
    /// @param wrappedKey what is to be kept of that key
    /// @return null, with nothing read, where such an object is not for packs, or the memory for them is taken
    /// @throws UploadException if the network cannot take its pack now
    public @Nullable StoredData store(
            Bucket bucket,
            Place place,
            StreamId stream,
            DataKey key,
            byte[] wrappedKey,
            InputStream plaintext,
            long lengthBytes)
            throws UploadException, IOException, InterruptedException {
        if (lengthBytes < 1 || lengthBytes > settings.objectBytesMax() || !(place instanceof Place.InObject)) {
            return null;
        }
        StoredStream shape = SealedObject.shape(lengthBytes);
        BufferBudget.Lease memory = buffers.tryAcquire(SealedObject.memoryBytes(shape));
        if (memory == null) {
            return null;
        }
        byte[] sealed;
        boolean read = false;
        try {
            sealed = SealedObject.seal(plaintext, shape, key);
            read = true;
        } finally {
            if (!read) {
                memory.close();
            }
        }
        PackSlot slot = packer.put(
                new PackStore.Owner(bucket.tenant(), bucket.id()),
                new Packer.Sealed(new PackStore.Item(stream, place, sealed.length), sealed, memory));
        return StoredData.inPack(stream, wrappedKey, shape, slot);
    }

    /// Writes a range of the plaintext of packed data.
    ///
    /// @param key under which they were sealed
    /// @param slot where they are
    /// @param lengthBytes at least 1
    public void read(StoredStream shape, DataKey key, PackSlot slot, long offset, long lengthBytes, OutputStream out)
            throws DownloadException, IOException, InterruptedException {
        var opening = new OpeningOutputStream(shape, key, offset, lengthBytes, out);
        packs.read(slot.pack(), slot.offset() + opening.ciphertextFrom(), opening.ciphertextBytes(), opening);
    }

    /// Ends what is under way. Nothing is stored any more.
    @Override
    public void close() {
        packer.close();
    }
}
