package network.cairn.chain.state;

import java.util.LinkedHashMap;
import java.util.Map;
import network.cairn.chain.tree.Page;
import network.cairn.chain.tree.PageKey;
import org.jspecify.annotations.Nullable;

/// The finalised pages used last, up to a number of bytes. Any thread may use it.
final class PageCache {
    /// What an entry takes beside its page's bytes, roughly.
    private static final int ENTRY_BYTES = 150;

    private final long bytesMax;
    private final Map<PageKey, Page> pages = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    PageCache(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    synchronized @Nullable Page get(PageKey key) {
        return pages.get(key);
    }

    synchronized void put(PageKey key, Page page) {
        Page before = pages.put(key, page);
        bytes += size(page) - (before == null ? 0 : size(before));
        var oldest = pages.entrySet().iterator();
        while (bytes > bytesMax && oldest.hasNext()) {
            bytes -= size(oldest.next().getValue());
            oldest.remove();
        }
    }

    synchronized void remove(PageKey key) {
        Page before = pages.remove(key);
        bytes -= before == null ? 0 : size(before);
    }

    private static int size(Page page) {
        return ENTRY_BYTES + page.encoded().length;
    }
}
