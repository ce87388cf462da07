package network.cairn.chain.validator;

import java.util.ArrayList;
import java.util.List;
import network.cairn.chain.journal.Journal;
import network.cairn.chain.journal.JournalRecord;
import network.cairn.chain.message.PeerMessage;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// What one turn of the validator writes down and says, held back until its end: all records go to the disk in one
/// append, and then the messages go out in their order. So nothing is said before what it follows from is safe.
final class Outbox {
    private final Journal journal;
    private final ValidatorEnvironment environment;
    private final List<JournalRecord> records = new ArrayList<>();
    private final List<Outgoing> messages = new ArrayList<>();

    /// A message and whom it is for; null for everybody.
    private record Outgoing(@Nullable ActorId to, PeerMessage message) {}

    Outbox(Journal journal, ValidatorEnvironment environment) {
        this.journal = journal;
        this.environment = environment;
    }

    void write(JournalRecord entry) {
        records.add(entry);
    }

    void send(ActorId to, PeerMessage message) {
        messages.add(new Outgoing(to, message));
    }

    void broadcast(PeerMessage message) {
        messages.add(new Outgoing(null, message));
    }

    /// Carries out what was held back.
    ///
    /// @throws java.io.UncheckedIOException if the journal's disk fails; nothing has been said then
    void flush() {
        if (!records.isEmpty()) {
            List<JournalRecord> written = List.copyOf(records);
            records.clear();
            journal.append(written);
        }
        List<Outgoing> said = List.copyOf(messages);
        messages.clear();
        for (Outgoing outgoing : said) {
            ActorId to = outgoing.to();
            if (to == null) {
                environment.broadcast(outgoing.message());
            } else {
                environment.send(to, outgoing.message());
            }
        }
    }

    /// Forgets what was held back: the validator has stopped.
    void clear() {
        records.clear();
        messages.clear();
    }
}
