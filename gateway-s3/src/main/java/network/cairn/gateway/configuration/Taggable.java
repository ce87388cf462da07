package network.cairn.gateway.configuration;

/// What has tags.
public enum Taggable {
    OBJECT(10, "Object tags cannot be greater than 10", "Your TagKey cannot be prefixed with aws:"),
    BUCKET(50, "Bucket tag count cannot be greater than 50", "System tags cannot be added/updated by requester");

    private final int tagsMax;
    private final String tooMany;
    private final String reserved;

    Taggable(int tagsMax, String tooMany, String reserved) {
        this.tagsMax = tagsMax;
        this.tooMany = tooMany;
        this.reserved = reserved;
    }

    int tagsMax() {
        return tagsMax;
    }

    /// S3's message for more tags than that.
    String tooMany() {
        return tooMany;
    }

    /// S3's message for a key that is reserved to AWS.
    String reserved() {
        return reserved;
    }
}
