package network.cairn.gateway.metadata;

/// Whether a bucket keeps the versions of its objects.
public enum Versioning {
    /// Never did.
    OFF("off"),
    ENABLED("Enabled"),
    /// No longer makes new ones; those it has stay.
    SUSPENDED("Suspended");

    private final String text;

    Versioning(String text) {
        this.text = text;
    }

    /// As the setting {@link BucketSetting#VERSIONING} says it, and S3's `Status`.
    public String text() {
        return text;
    }
}
