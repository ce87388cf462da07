package network.cairn.gateway.identity.api;

/// A service of AWS that this gateway answers for.
public enum ApiService {
    IAM("iam", "2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/"),
    STS("sts", "2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/");

    private final String prefix;
    private final String version;
    private final String namespace;

    ApiService(String prefix, String version, String namespace) {
        this.prefix = prefix;
        this.version = version;
        this.namespace = namespace;
    }

    /// What its actions begin with in policies, and what requests to it are signed for.
    public String prefix() {
        return prefix;
    }

    String version() {
        return version;
    }

    String namespace() {
        return namespace;
    }
}
