package network.cairn.deploy.cli;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import network.cairn.client.receipt.ReceiptReport;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.local.LocalChain;
import network.cairn.deploy.local.NetworkFolder;
import network.cairn.deploy.receipt.ObjectName;
import network.cairn.deploy.receipt.ReceiptDownload;
import network.cairn.deploy.receipt.ReceiptPages;
import network.cairn.deploy.receipt.RejectedReceiptException;
import network.cairn.deploy.receipt.S3Access;
import network.cairn.deploy.receipt.TrustedChain;
import network.cairn.deploy.receipt.VerifiedObject;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Verifies how durable an object is.
@Command(
        name = "verify",
        description = {
            "Show how durable an object is, and verify it.",
            "",
            "Fetches the object's durability receipt from a gateway, or takes one that was kept, and checks it without"
                    + " a network, from the chain's genesis or a checkpoint on. Neither the gateway nor a node is"
                    + " believed: which pieces are alive, with whom, and when that was last proven is what the chain"
                    + " says. Exit code 0 when of every segment as many pieces are alive as are needed, 69 when not,"
                    + " or not yet, 65 when the receipt is rejected, 64 also when the object is on no node: a small one"
                    + " is kept by the gateway.",
            "",
            "The gateway and the access key are those of AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and"
                    + " AWS_REGION, where they are set, and else those of the local network."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  cairn verify s3://hill/big",
            "  cairn verify s3://hill/big --out big.receipt",
            "  cairn verify --receipt big.receipt --genesis genesis.bin --max-age 30d"
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    /// Everything beyond ASCII is escaped: names are anybody's text.
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private final Terminal terminal;

    @Parameters(
            arity = "0..1",
            paramLabel = "OBJECT",
            converter = ObjectConverter.class,
            description = "The object, s3://BUCKET/KEY. The key is taken as it is, without escapes.")
    private @Nullable ObjectName object;

    @Option(
            names = "--receipt",
            paramLabel = "FILE",
            description = "A receipt that was kept, instead of an object; once for each of an object's.")
    private List<Path> files = List.of();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "cairn-data",
            description = "The local network's folder, with its chain's genesis, the checkpoint that commands have"
                    + " kept, and s3.env. Default: ./${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path data;

    @Option(
            names = "--genesis",
            paramLabel = "FILE",
            description = "The genesis of the chain to trust, instead of that of --data and its checkpoint. A receipt"
                    + " that is fetched with it is good for everybody who has the genesis.")
    private @Nullable Path genesis;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "A checkpoint to trust, as 'cairn chain' keeps them: what came before is not checked. A"
                    + " receipt that is fetched with it is good for readers of this checkpoint, and of later ones up to its"
                    + " own epoch.")
    private @Nullable Path checkpoint;

    @Option(names = "--endpoint", paramLabel = "URL", description = "The gateway, such as http://127.0.0.1:9000")
    private @Nullable String endpoint;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Keep the receipt, once it is verified. A large object has several: FILE, FILE.2, FILE.3 …")
    private @Nullable Path out;

    @Option(
            names = "--max-age",
            paramLabel = "TIME",
            defaultValue = "1h",
            converter = UpCommand.EpochConverter.class,
            description = "How old anything may be that a receipt is proven against, for example 30m or 7d."
                    + " Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Duration ageMax;

    @Option(names = "--json", description = "Print JSON, for programs: a list where there are several receipts.")
    private boolean json;

    VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws CommandFailure, IOException, InterruptedException {
        requireOneSubject();
        InstantSource clock = InstantSource.system();
        TrustedChain chain = chain();
        VerifiedObject verified;
        try {
            ReceiptPages.Fetched receipts = receipts(chain, clock);
            verified = VerifiedObject.of(receipts.pages());
            keep(receipts.encoded());
        } catch (RejectedReceiptException e) {
            if (json) {
                terminal.result(JSON.writeValueAsString(ReceiptReport.of(e.verdict())));
            }
            throw new CommandFailure(Exit.REFUSED, String.valueOf(e.getMessage()), e);
        }
        if (json) {
            List<Map<String, Object>> reports = verified.pages().stream()
                    .map(page -> ReceiptReport.of(page.summary(), page.segments()))
                    .toList();
            terminal.result(JSON.writeValueAsString(reports.size() == 1 ? reports.getFirst() : reports));
        } else {
            ReceiptText.lines(verified, chain.genesis().name(), clock.instant()).forEach(terminal::result);
        }
        return (verified.isDurable() ? Exit.OK : Exit.UNAVAILABLE).code();
    }

    private void requireOneSubject() throws CommandFailure {
        if (object == null && files.isEmpty()) {
            throw usage("name the object, such as s3://hill/big, or a kept receipt with --receipt");
        }
        if (!files.isEmpty()) {
            if (object != null) {
                throw usage("--receipt: is checked without a network; do not name an object too");
            }
            if (out != null || endpoint != null) {
                throw usage((out != null ? "--out" : "--endpoint") + ": is for receipts that are fetched");
            }
        }
        if (ageMax.isZero()) {
            throw usage("--max-age: must be more than nothing");
        }
    }

    private static CommandFailure usage(String message) {
        return new CommandFailure(Exit.USAGE, message);
    }

    private TrustedChain chain() throws CommandFailure {
        var folder = new NetworkFolder(data);
        TrustedChain chain = TrustedChain.genesis(genesis != null ? genesis : LocalChain.genesis(folder));
        if (checkpoint != null) {
            return chain.with(checkpoint);
        }
        return genesis != null ? chain : chain.withKept(folder.checkpointFile());
    }

    private ReceiptPages.Fetched receipts(TrustedChain chain, InstantSource clock)
            throws CommandFailure, RejectedReceiptException, InterruptedException {
        var pages = new ReceiptPages(chain.verifier(clock, ageMax));
        ObjectName asked = object;
        if (asked == null) {
            return new ReceiptPages.Fetched(pages.read(files), List.of());
        }
        var access = S3Access.of(
                Optional.ofNullable(endpoint), terminal.environment(), new NetworkFolder(data).environmentFile());
        try (var download = new ReceiptDownload(access, ReceiptDownload.ANSWER_TIMEOUT, clock)) {
            return pages.fetch(
                    asked, segment -> download.receipt(asked, segment, chain.fromEpoch()), terminal::progress);
        }
    }

    private void keep(List<byte[]> encoded) throws CommandFailure {
        if (out != null) {
            for (Path file : ReceiptPages.write(out, encoded)) {
                terminal.progress("the receipt is kept in " + file);
            }
        }
    }

    /// Parses an object's name, passing the complaint on.
    static final class ObjectConverter implements CommandLine.ITypeConverter<ObjectName> {
        @Override
        public ObjectName convert(String text) {
            try {
                return ObjectName.parse(text);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
