package network.cairn.gateway.identity;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The policies that a user, a group or a role has. Immutable.
///
/// @param inline documents by name, sorted
/// @param attached ARNs of managed policies, in the order in which they were attached
public record Grants(SortedMap<String, String> inline, List<String> attached) {
    public static final Grants NONE = new Grants(new TreeMap<>(), List.of());

    public Grants {
        inline = Collections.unmodifiableSortedMap(new TreeMap<>(inline));
        attached = List.copyOf(attached);
    }

    public boolean isEmpty() {
        return inline.isEmpty() && attached.isEmpty();
    }

    /// @param charsMax characters that are not space, all inline policies together
    /// @throws IdentityException `LIMIT_EXCEEDED`, `VALIDATION`
    public Grants withInline(String name, String document, int charsMax) throws IdentityException {
        IdentityNames.name("policyName", name, 128);
        IdentityNames.policyText(document);
        var more = new TreeMap<>(inline);
        more.put(name, document);
        long chars =
                more.values().stream().mapToLong(IdentityNames::charsCounted).sum();
        if (chars > charsMax) {
            throw new IdentityException(
                    IdentityException.Fault.LIMIT_EXCEEDED,
                    "Maximum policy size of " + charsMax + " bytes exceeded: the inline policies would have " + chars);
        }
        return new Grants(more, attached);
    }

    /// @throws IdentityException `NO_SUCH_ENTITY`
    public String inline(String name) throws IdentityException {
        String document = inline.get(name);
        if (document == null) {
            throw IdentityException.noSuchEntity("policy", name);
        }
        return document;
    }

    /// @throws IdentityException `NO_SUCH_ENTITY`
    public Grants withoutInline(String name) throws IdentityException {
        inline(name);
        var fewer = new TreeMap<>(inline);
        fewer.remove(name);
        return new Grants(fewer, attached);
    }

    /// Attaching what is attached changes nothing.
    ///
    /// @throws IdentityException `LIMIT_EXCEEDED`
    public Grants withAttached(String arn) throws IdentityException {
        if (attached.contains(arn)) {
            return this;
        }
        if (attached.size() >= IdentityLimits.ATTACHED_POLICIES_MAX) {
            throw IdentityException.limit("AttachedPoliciesPerEntity", IdentityLimits.ATTACHED_POLICIES_MAX);
        }
        var more = new ArrayList<>(attached);
        more.add(arn);
        return new Grants(inline, more);
    }

    /// @throws IdentityException `NO_SUCH_ENTITY`
    public Grants withoutAttached(String arn) throws IdentityException {
        if (!attached.contains(arn)) {
            throw new IdentityException(
                    IdentityException.Fault.NO_SUCH_ENTITY, "Policy " + arn + " was not found attached.");
        }
        return new Grants(
                inline, attached.stream().filter(one -> !one.equals(arn)).toList());
    }
}
