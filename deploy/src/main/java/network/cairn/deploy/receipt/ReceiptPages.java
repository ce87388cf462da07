package network.cairn.deploy.receipt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import network.cairn.client.receipt.DurabilityReceipt;
import network.cairn.client.receipt.ReceiptVerifier;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;

/// Gets all receipts of an object and verifies each: a large object has several.
public final class ReceiptPages {
    /// All receipts of one object together: some TiB in segments of 64 MiB.
    static final int BYTES_MAX = 256 << 20;

    private final Check check;

    /// Verifies one receipt.
    @FunctionalInterface
    interface Check {
        /// @param from what it is a receipt of, or the file it was read from
        VerifiedPage verify(String from, byte[] encoded) throws RejectedReceiptException;
    }

    ReceiptPages(Check check) {
        this.check = check;
    }

    public ReceiptPages(ReceiptVerifier verifier) {
        this((from, encoded) -> VerifiedPage.of(verifier, from, encoded));
    }

    /// Where receipts come from, one after the other.
    @FunctionalInterface
    public interface Source {
        /// The receipt of the segments from a certain one on.
        byte[] receipt(int segment) throws CommandFailure, InterruptedException;
    }

    /// Receipts of an object, verified, and their bytes.
    public record Fetched(List<VerifiedPage> pages, List<byte[]> encoded) {
        public Fetched {
            pages = List.copyOf(pages);
            encoded = List.copyOf(encoded);
        }
    }

    /// Fetches receipts until there is one of each of the object's segments.
    ///
    /// @param progress takes a line where more than one is needed
    /// @throws RejectedReceiptException for the first that does not hold
    /// @throws CommandFailure where one is not what was asked for
    public Fetched fetch(ObjectName object, Source source, Consumer<String> progress)
            throws CommandFailure, RejectedReceiptException, InterruptedException {
        var pages = new ArrayList<VerifiedPage>();
        var kept = new ArrayList<byte[]>();
        long bytes = 0;
        int next = 0;
        int total;
        do {
            byte[] encoded = source.receipt(next);
            bytes += encoded.length;
            if (bytes > BYTES_MAX) {
                throw new CommandFailure(
                        Exit.UNAVAILABLE,
                        Printable.name(object.toString()) + ": the receipts of segments 0 to " + (next - 1)
                                + " are longer than " + (BYTES_MAX >> 20) + " MiB, which is all that is looked at");
            }
            var page = check.verify(object.toString(), encoded);
            if (!page.subject().name().equals(object.toString()) || page.first() != next) {
                throw new CommandFailure(
                        Exit.REFUSED,
                        Printable.name(object.toString()) + ": the gateway gave a receipt of "
                                + Printable.name(page.subject().name()) + " from segment " + page.first()
                                + " on; asked for was segment " + next);
            }
            pages.add(page);
            kept.add(encoded);
            next = page.end();
            total = page.subject().segments();
            if (next < total) {
                progress.accept("segments 0 to " + (next - 1) + " of " + total + " verified");
            }
        } while (next < total);
        return new Fetched(pages, kept);
    }

    /// Reads receipts of one object from files.
    ///
    /// @throws CommandFailure with `CONFIG` for a file that cannot be read
    public List<VerifiedPage> read(List<Path> files) throws CommandFailure, RejectedReceiptException {
        var pages = new ArrayList<VerifiedPage>();
        for (Path file : files) {
            byte[] encoded;
            try (var input = Files.newInputStream(file)) {
                // A byte more than allowed, for the verifier to say so.
                encoded = input.readNBytes(DurabilityReceipt.ENCODED_BYTES_MAX + 1);
            } catch (IOException e) {
                throw new CommandFailure(Exit.CONFIG, file + ": " + CommandFailure.reason(e), e);
            }
            pages.add(check.verify(file.toString(), encoded));
        }
        return pages;
    }

    /// Writes receipts to a file, and further ones to files beside it: `FILE`, `FILE.2`, `FILE.3` …
    ///
    /// @return the files
    /// @throws CommandFailure with `CANNOT_CREATE` where one cannot be written
    public static List<Path> write(Path file, List<byte[]> receipts) throws CommandFailure {
        var files = new ArrayList<Path>();
        for (byte[] receipt : receipts) {
            Path each = files.isEmpty() ? file : Path.of(file + "." + (files.size() + 1));
            try {
                Files.write(each, receipt);
            } catch (IOException e) {
                throw new CommandFailure(Exit.CANNOT_CREATE, each + ": " + CommandFailure.reason(e), e);
            }
            files.add(each);
        }
        return files;
    }
}
