package network.cairn.gateway.pack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import network.cairn.client.download.DownloadException;
import network.cairn.client.download.StreamDownloader;
import network.cairn.client.encryption.BucketKeys;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.MasterKey;
import network.cairn.client.encryption.StreamKeys;
import network.cairn.client.manifest.StoredStream;
import network.cairn.client.upload.SegmentJournal;
import network.cairn.client.upload.StreamUploader;
import network.cairn.client.upload.UploadException;
import network.cairn.gateway.metadata.BucketId;
import network.cairn.gateway.metadata.DatabaseException;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.PackEntry;
import network.cairn.gateway.metadata.PackRecord;
import network.cairn.gateway.metadata.PackSlot;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.StreamId;

/// Whole packs written to the network, and ranges of them read.
///
/// A pack has a data key of its own, wrapped under its bucket's key with its stream's id as context. Safe for
/// use by many threads.
public final class PackStore {
    private static final byte[] KEY_CONTEXT = "cairn.gateway.pack.v1".getBytes(StandardCharsets.US_ASCII);

    private final MetadataStore metadata;
    private final StreamUploader uploader;
    private final StreamDownloader downloader;
    private final Function<String, MasterKey> masterKeys;
    private final PackSettings settings;
    private final SecureRandom random;
    private final InstantSource clock;

    /// @param uploader of short frames, as an object is read by a range of its pack
    /// @param masterKeys the master key of a tenant
    public PackStore(
            MetadataStore metadata,
            StreamUploader uploader,
            StreamDownloader downloader,
            Function<String, MasterKey> masterKeys,
            PackSettings settings,
            SecureRandom random,
            InstantSource clock) {
        this.metadata = metadata;
        this.uploader = uploader;
        this.downloader = downloader;
        this.masterKeys = masterKeys;
        this.settings = settings;
        this.random = random;
        this.clock = clock;
    }

    PackSettings settings() {
        return settings;
    }

    /// Whose packs they are: a bucket, and the tenant that owns it.
    record Owner(String tenant, BucketId bucket) {}

    /// Something to be packed.
    ///
    /// @param stream the object's own
    /// @param place that is to name it
    /// @param lengthBytes how long it is, sealed
    record Item(StreamId stream, Place place, long lengthBytes) {}

    /// Stores a pack. Each of its items is to be named, or abandoned.
    ///
    /// @param plaintext the items one after the other
    /// @return where the items are, in their order
    List<PackSlot> write(Owner owner, List<Item> items, InputStream plaintext)
            throws UploadException, IOException, InterruptedException {
        var id = StreamId.generate(random);
        var dataKey = DataKey.generate(random);
        BucketKeys bucketKeys = bucketKeys(owner.tenant(), owner.bucket());
        byte[] wrapped = bucketKeys.wrap(dataKey, keyContext(id), random);
        var entries = new ArrayList<PackEntry>();
        var slots = new ArrayList<PackSlot>();
        long end = 0;
        for (Item item : items) {
            entries.add(new PackEntry(item.stream(), end, item.lengthBytes(), item.place(), false));
            slots.add(new PackSlot(id, end));
            end += item.lengthBytes();
        }
        SegmentJournal journal = metadata.begin(id, new Place.OfPack());
        boolean done = false;
        try {
            StoredStream shape =
                    uploader.upload(plaintext, end, new StreamKeys(dataKey, bucketKeys.maskKey()), journal);
            metadata.packs()
                    .put(
                            PackRecord.of(
                                    id,
                                    owner.bucket(),
                                    owner.tenant(),
                                    wrapped,
                                    shape,
                                    clock.instant(),
                                    settings.sparseBelowBytes(),
                                    items.size()),
                            entries);
            done = true;
            return slots;
        } finally {
            if (!done) {
                giveUp(id, entries);
            }
        }
    }

    /// A failure may have hidden that the pack was put after all.
    private void giveUp(StreamId id, List<PackEntry> entries) {
        PackRecord pack;
        try {
            pack = metadata.packs().pack(id);
        } catch (DatabaseException e) {
            // Whatever is still being written once the database is in reach again was not put.
            metadata.abandon(id, new Place.OfPack());
            throw e;
        }
        if (pack == null) {
            metadata.abandon(id, new Place.OfPack());
        } else {
            entries.forEach(entry -> metadata.packs().abandon(id, entry.stream(), entry.place()));
        }
    }

    /// Gives up an item that nothing came to name.
    void abandon(PackSlot slot, Item item) {
        metadata.packs().abandon(slot.pack(), item.stream(), item.place());
    }

    /// Writes bytes of a pack out as they come.
    ///
    /// @param offset in the pack's plaintext
    void read(StreamId id, long offset, long lengthBytes, OutputStream out)
            throws DownloadException, IOException, InterruptedException {
        PackRecord pack = metadata.packs().pack(id);
        if (pack == null) {
            throw new IllegalStateException(
                    "there is no pack " + id + ": what was in it went longer ago than the grace period for readers");
        }
        try {
            BucketKeys bucketKeys = bucketKeys(pack.tenant(), pack.bucket());
            DataKey dataKey = bucketKeys.unwrap(pack.wrappedDataKey(), keyContext(id));
            downloader.download(
                    pack.shape(),
                    number -> metadata.segment(id, number),
                    new StreamKeys(dataKey, bucketKeys.maskKey()),
                    offset,
                    lengthBytes,
                    out);
        } catch (DecryptionException e) {
            throw new IOException("the key of pack " + id + " does not open: " + e.getMessage(), e);
        }
    }

    private BucketKeys bucketKeys(String tenant, BucketId bucket) {
        return masterKeys.apply(tenant).bucketKeys(bucket.toString());
    }

    private static byte[] keyContext(StreamId pack) {
        byte[] id = pack.toBytes();
        byte[] context = new byte[KEY_CONTEXT.length + id.length];
        System.arraycopy(KEY_CONTEXT, 0, context, 0, KEY_CONTEXT.length);
        System.arraycopy(id, 0, context, KEY_CONTEXT.length, id.length);
        return context;
    }
}
