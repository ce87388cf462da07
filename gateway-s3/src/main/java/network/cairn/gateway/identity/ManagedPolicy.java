package network.cairn.gateway.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A policy that users, groups and roles of a tenant share. It has up to five versions, of which one is in force.
///
/// @param versions oldest first, at least one
/// @param defaultVersion the number of the one in force
/// @param nextVersion the number that the next one gets; numbers are not used again
public record ManagedPolicy(
        Registration registration, String description, List<Version> versions, int defaultVersion, int nextVersion)
        implements Registered {
    public static final int NAME_CHARS_MAX = 128;

    public ManagedPolicy {
        versions = List.copyOf(versions);
    }

    /// One state of the policy. IAM calls it `v` and the number.
    public record Version(int number, String document, Instant createdAt) {
        public String versionId() {
            return "v" + number;
        }
    }

    /// @throws IdentityException `LIMIT_EXCEEDED`, `VALIDATION`
    public static ManagedPolicy of(Registration registration, String description, String document)
            throws IdentityException {
        return new ManagedPolicy(
                registration,
                IdentityNames.description(description),
                List.of(new Version(1, checked(document), registration.createdAt())),
                1,
                2);
    }

    /// The document in force.
    public String document() {
        return inForce().document();
    }

    public Version inForce() {
        return versions.stream()
                .filter(version -> version.number() == defaultVersion)
                .findFirst()
                .orElseGet(versions::getLast);
    }

    /// When the document in force last changed, as far as versions tell.
    public Instant updatedAt() {
        return versions.getLast().createdAt();
    }

    /// @throws IdentityException `NO_SUCH_ENTITY`
    public Version version(String versionId) throws IdentityException {
        for (Version version : versions) {
            if (version.versionId().equals(versionId)) {
                return version;
            }
        }
        throw new IdentityException(
                IdentityException.Fault.NO_SUCH_ENTITY,
                "Policy " + name() + " version " + versionId + " does not exist or is not attachable.");
    }

    /// @throws IdentityException `LIMIT_EXCEEDED`, `VALIDATION`
    public ManagedPolicy withVersion(String document, boolean inForce, Instant now) throws IdentityException {
        if (versions.size() >= IdentityLimits.POLICY_VERSIONS_MAX) {
            throw new IdentityException(
                    IdentityException.Fault.LIMIT_EXCEEDED,
                    "A managed policy can have up to " + IdentityLimits.POLICY_VERSIONS_MAX
                            + " versions. Before you create a new version, you must delete an existing version.");
        }
        var more = new ArrayList<>(versions);
        more.add(new Version(nextVersion, checked(document), now));
        return new ManagedPolicy(
                registration, description, more, inForce ? nextVersion : defaultVersion, nextVersion + 1);
    }

    /// @throws IdentityException `NO_SUCH_ENTITY`
    public ManagedPolicy withDefault(String versionId) throws IdentityException {
        return new ManagedPolicy(
                registration, description, versions, version(versionId).number(), nextVersion);
    }

    /// @throws IdentityException `NO_SUCH_ENTITY`, `DELETE_CONFLICT` for the one in force
    public ManagedPolicy withoutVersion(String versionId) throws IdentityException {
        Version gone = version(versionId);
        if (gone.number() == defaultVersion) {
            throw new IdentityException(
                    IdentityException.Fault.DELETE_CONFLICT, "Cannot delete the default version of a policy.");
        }
        return new ManagedPolicy(
                registration,
                description,
                versions.stream()
                        .filter(version -> version.number() != gone.number())
                        .toList(),
                defaultVersion,
                nextVersion);
    }

    private static String checked(String document) throws IdentityException {
        IdentityNames.policyText(document);
        if (IdentityNames.charsCounted(document) > IdentityLimits.MANAGED_POLICY_CHARS_MAX) {
            throw IdentityException.limit("PolicySize", IdentityLimits.MANAGED_POLICY_CHARS_MAX);
        }
        return document;
    }
}
