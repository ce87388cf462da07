package network.cairn.deploy.cli;

/// The name this command was started by, for lines that are meant to be pasted back.
final class CairnName {
    /// Set by the launcher.
    static final String PROPERTY = "cairn.command";

    private CairnName() {}

    static String typed() {
        return System.getProperty(PROPERTY, "cairn");
    }
}
