package network.cairn.deploy.simulation;

/// What runs count, so that one can see that the faults took place.
public enum Happening {
    HEIGHTS("heights finalised"),
    EPOCHS("epochs ended"),
    SET_CHANGES("changes of the validator set"),
    TRANSACTIONS("transactions applied"),
    CHARGED("transactions charged for nothing"),
    DELIVERED("messages delivered"),
    LOST("messages lost"),
    DUPLICATED("messages duplicated"),
    CUT_OFF("messages cut off by partitions"),
    PARTITIONS("partitions"),
    ONE_WAY_PARTITIONS("partitions of one direction"),
    SLOWNESS("machines slowed down"),
    CRASHES("crashes"),
    PROCESS_ENDS("of these, ends of the process alone"),
    FAILED_FORCES("writes that a disk failed to make last"),
    CRASHES_IN_STEP("crashes between two effects of a step"),
    CRASHES_IN_RECOVERY("crashes while coming back"),
    BLACKOUTS("crashes of all at once"),
    TORN_JOURNALS("journals torn by a crash"),
    LOST_BATCHES("batches of a store lost by a crash"),
    SKEWED_CLOCKS("clocks set apart"),
    CLOCK_STEPS("clocks set while running"),
    LIARS("liars"),
    TWINS("twins"),
    TWO_PROPOSALS("rounds with two proposals"),
    SKIPPED_PARENTS("proposals that skip their parent"),
    INVALID_BLOCKS("invalid blocks proposed"),
    WITHHELD("messages withheld"),
    CONTRADICTIONS("contradicting votes sent"),
    MISPLACED_VOTES("votes for other rounds sent"),
    FORGERIES("forged votes and certificates sent"),
    REPLAYS("messages replayed"),
    NONSENSE("messages of nonsense sent"),
    AMNESIA("journals forgotten by liars"),
    MISBEHAVIOUR("reports of a peer's misbehaviour"),
    ACCUSATIONS("equivocations seen"),
    EVIDENCE("validators punished on evidence"),
    LATE_JOINS("machines that joined late"),
    SNAPSHOT_JOINS("machines that joined from a snapshot"),
    ENCODED_RUNS("runs with every message encoded and decoded"),
    VOID_RUNS("runs cut short because a set had too many liars in it");

    private final String meaning;

    Happening(String meaning) {
        this.meaning = meaning;
    }

    public String meaning() {
        return meaning;
    }
}
