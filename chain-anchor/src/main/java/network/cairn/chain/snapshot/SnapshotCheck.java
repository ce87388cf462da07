package network.cairn.chain.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.tree.StateNode;
import network.cairn.proofs.tree.StateSubtree;
import network.cairn.proofs.tree.StateTiling;

/// Checks the parts of a snapshot one after the other as they arrive, trusting nobody who sends them.
///
/// The manifest first; then the ends of epochs, each made final by the set that the one before names, from
/// a set the joiner knows up to the snapshot's own block; then the parts of the state, each against the
/// hash that leads to that block's state root. So nothing is taken from the state before all of this
/// holds, and a wrong part is found when it arrives. Total: any bytes give a verdict. One thread uses it.
public final class SnapshotCheck {
    /// What a part came to.
    public sealed interface Checked {
        /// The manifest holds, as far as it can be judged alone.
        record Manifest(SnapshotManifest manifest) implements Checked {}

        /// Ends of epochs that hold; those the joiner knew before are left out.
        record Trail(List<EpochEnd> ends) implements Checked {}

        /// Records that are in the state.
        record Records(List<SnapshotRecord> records) implements Checked {}

        /// Not the part that was asked for. Somebody else may have it; where others' is wrong too, it was
        /// the manifest that lied, and one must begin anew.
        record WrongPart(String reason) implements Checked {}

        /// No snapshot of this chain that may be believed. One must begin anew with another manifest.
        record WrongSnapshot(String reason) implements Checked {}
    }

    /// A set that the joiner knows to be right.
    ///
    /// @param epoch whose
    /// @param validators its digest
    /// @param height a snapshot must be of a later block
    public record Anchor(long epoch, Digest validators, long height) {}

    private final ChainId chain;
    private final ChainParameters parameters;
    private final SignatureVerifier verifier;
    private final Optional<Checkpoint> checkpoint;
    private final Anchor anchor;

    private State state = new State.Manifest();
    private int nextPart;

    /// How far the checks are.
    private sealed interface State {
        /// Nothing has come.
        record Manifest() implements State {}

        /// @param left how many parts of the trail are to come
        /// @param epoch the one whose end comes next
        /// @param validators the digest of its set
        record Trail(
                SnapshotManifest manifest,
                StateTiling tiling,
                int left,
                long epoch,
                Digest validators,
                boolean checkpointMet)
                implements State {}

        /// @param tile the next that is not empty
        record Records(SnapshotManifest manifest, StateTiling tiling, int tile) implements State {}

        record Ended() implements State {}
    }

    /// @param checkpoint a block that must be the snapshot's or an epoch's end before it, where it is
    ///     after the anchor's height
    public SnapshotCheck(
            ChainId chain,
            ChainParameters parameters,
            SignatureVerifier verifier,
            Anchor anchor,
            Optional<Checkpoint> checkpoint) {
        this.chain = chain;
        this.parameters = parameters;
        this.verifier = verifier;
        this.anchor = anchor;
        this.checkpoint = checkpoint.filter(point -> point.height() > anchor.height());
    }

    /// Which part is to come next.
    public int nextPart() {
        return nextPart;
    }

    /// Whether every part has come.
    public boolean isComplete() {
        return state instanceof State.Records records && nextTile(records.tiling(), records.tile()) < 0;
    }

    /// Checks the next part. After a {@link Checked.WrongPart} the same part is still to come.
    public Checked accept(byte[] part) {
        try {
            Checked checked = switch (state) {
                case State.Manifest _ -> manifest(SnapshotManifest.decode(part));
                case State.Trail trail -> trail(trail, SnapshotParts.decodeTrail(part));
                case State.Records records -> records(records, SnapshotParts.decodeRecords(part));
                case State.Ended _ -> new Checked.WrongSnapshot("it was found wrong before");
            };
            if (checked instanceof Checked.WrongSnapshot) {
                state = new State.Ended();
            } else if (!(checked instanceof Checked.WrongPart)) {
                nextPart++;
            }
            return checked;
        } catch (CodecException e) {
            return new Checked.WrongPart(String.valueOf(e.getMessage()));
        }
    }

    private Checked manifest(SnapshotManifest manifest) {
        BlockHeader header = manifest.end().header();
        if (header.height() <= anchor.height()) {
            return new Checked.WrongPart("of height " + header.height() + ", not after " + anchor.height());
        }
        if (checkpoint.isPresent() && header.height() < checkpoint.get().height()) {
            return new Checked.WrongPart("of height " + header.height() + ", before the checkpoint's "
                    + checkpoint.get().height());
        }
        if (manifest.trailParts() > header.epoch()) {
            return new Checked.WrongPart(
                    manifest.trailParts() + " parts for the ends of " + header.epoch() + " epochs");
        }
        Optional<String> wrong = wrong(manifest.end(), header.epoch(), header.validators());
        if (wrong.isPresent()) {
            return new Checked.WrongPart(wrong.get());
        }
        Optional<StateTiling> tiling = StateTiling.of(manifest.tiles());
        if (tiling.isEmpty() || !tiling.get().top().root().equals(header.state())) {
            return new Checked.WrongPart("the parts' hashes do not lead to the state root " + header.state());
        }
        var trail = new State.Trail(
                manifest, tiling.get(), manifest.trailParts(), anchor.epoch(), anchor.validators(), false);
        return advance(trail, new Checked.Manifest(manifest));
    }

    private Checked trail(State.Trail before, List<EpochEnd> ends) {
        long epoch = before.epoch();
        Digest validators = before.validators();
        boolean met = before.checkpointMet();
        var fresh = new ArrayList<EpochEnd>();
        for (EpochEnd end : ends) {
            if (end.header().epoch() < anchor.epoch()) {
                continue;
            }
            Optional<String> wrong = wrong(end, epoch, validators);
            if (wrong.isPresent()) {
                return new Checked.WrongPart(wrong.get());
            }
            met |= isCheckpoint(end.header());
            epoch++;
            validators = end.header().nextValidators();
            fresh.add(end);
        }
        return advance(
                new State.Trail(before.manifest(), before.tiling(), before.left() - 1, epoch, validators, met),
                new Checked.Trail(fresh));
    }

    /// Goes on with the trail, or where that has come to its end with the state.
    private Checked advance(State.Trail trail, Checked checked) {
        if (trail.left() > 0) {
            state = trail;
            return checked;
        }
        BlockHeader header = trail.manifest().end().header();
        if (trail.epoch() != header.epoch() || !trail.validators().equals(header.validators())) {
            return new Checked.WrongSnapshot("the epochs' ends lead to set " + trail.validators() + " of epoch "
                    + trail.epoch() + ", the snapshot's block has " + header.validators() + " of epoch "
                    + header.epoch());
        }
        if (checkpoint.isPresent() && !trail.checkpointMet() && !isCheckpoint(header)) {
            return new Checked.WrongSnapshot(
                    "the checkpoint " + checkpoint.get().block() + " of height "
                            + checkpoint.get().height() + " is no epoch's end that leads to it");
        }
        state = new State.Records(trail.manifest(), trail.tiling(), 0);
        return checked;
    }

    private boolean isCheckpoint(BlockHeader header) {
        return checkpoint.isPresent()
                && header.height() == checkpoint.get().height()
                && header.hash().equals(checkpoint.get().block());
    }

    /// What is wrong with an epoch's end, if this is the epoch and the digest of its set.
    private Optional<String> wrong(EpochEnd end, long epoch, Digest validators) {
        BlockHeader header = end.header();
        if (!header.chain().equals(chain)) {
            return Optional.of("of chain " + header.chain() + ", not " + chain);
        }
        if (header.epoch() != epoch
                || header.height() == 0
                || parameters.epochOf(header.height()) != epoch
                || header.height() % parameters.epochBlocks() != 0) {
            return Optional.of("height " + header.height() + " is not the last of epoch " + epoch);
        }
        if (!end.validators().digest().equals(validators)
                || !header.validators().equals(validators)) {
            return Optional.of("the set of epoch " + epoch + " is not " + validators);
        }
        if (!(end.finalization().vote() instanceof Vote.Finalize vote)
                || vote.round().epoch() != epoch
                || !vote.block().equals(header.hash())) {
            return Optional.of("the certificate of height " + header.height() + " is not for its block");
        }
        if (!end.finalization().holds(chain, end.validators(), verifier)) {
            return Optional.of("the certificate of height " + header.height() + " does not hold");
        }
        return Optional.empty();
    }

    private Checked records(State.Records before, List<SnapshotRecord> records) {
        int tile = nextTile(before.tiling(), before.tile());
        if (tile < 0) {
            return new Checked.WrongPart("the snapshot has no more parts");
        }
        for (int i = 0; i < records.size(); i++) {
            Digest path = records.get(i).path();
            if (!before.tiling().covers(tile, path)
                    || (i > 0 && records.get(i - 1).path().compareTo(path) >= 0)) {
                return new Checked.WrongPart("record " + records.get(i).key() + " is out of place");
            }
        }
        var claimed = before.tiling().tiles().get(tile);
        var leaves = records.stream().map(SnapshotRecord::leaf).toList();
        if (!StateSubtree.of(claimed.depth(), leaves).equals(claimed.node())) {
            return new Checked.WrongPart("the records are not those of the state");
        }
        state = new State.Records(before.manifest(), before.tiling(), tile + 1);
        return new Checked.Records(records);
    }

    /// The first tile from this one on that has records, or -1.
    private static int nextTile(StateTiling tiling, int from) {
        for (int tile = from; tile < tiling.tiles().size(); tile++) {
            if (!(tiling.tiles().get(tile).node() instanceof StateNode.Empty)) {
                return tile;
            }
        }
        return -1;
    }
}
