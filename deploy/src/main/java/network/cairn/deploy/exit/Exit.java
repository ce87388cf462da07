package network.cairn.deploy.exit;

/// How a command ended, as its exit code: those of BSD's `sysexits.h`.
public enum Exit {
    OK(0, "done; for status: every role is up; for verify: enough pieces are alive"),
    USAGE(64, "the command line is wrong; for verify: the object is on no node, there is nothing to verify"),
    REFUSED(
            65,
            "the chain does not carry the transaction out; for verify: the receipt is rejected; for tenants, users and"
                    + " keys: it is there already, something hangs on it, or one more is too many"),
    UNAVAILABLE(
            69,
            "something needed is not there or does not answer; for status: a role is down; for verify: not enough"
                    + " pieces are alive, or not yet"),
    SOFTWARE(70, "a bug in Cairn"),
    CANNOT_CREATE(73, "a file, a folder or a listening port cannot be made"),
    TEMPORARY_FAILURE(75, "in use by another process: try again later"),
    CONFIG(78, "a configuration file or a keystore is missing or wrong");

    private final int code;
    private final String meaning;

    Exit(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    public String meaning() {
        return meaning;
    }
}
