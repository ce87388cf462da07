package network.cairn.gateway.policy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The members of a JSON object in a policy, with the errors that a policy of its kind has for them.
record Elements(Map<String, Json> members, PolicyKind kind) {
    static Elements of(Json value, PolicyKind kind, String what) throws PolicyException {
        if (value instanceof Json.Members(Map<String, Json> members)) {
            return new Elements(members, kind);
        }
        throw kind.syntax("This policy contains invalid Json: " + what + " is not an object");
    }

    /// A value, or each of several.
    static List<Json> each(Json value) {
        return value instanceof Json.Array(List<Json> values) ? values : List.of(value);
    }

    @Nullable
    Json get(String name) {
        return members.get(name);
    }

    /// The element, or where that is not there, the one with `Not` before its name.
    @Nullable
    Json getOrNot(String name) throws PolicyException {
        Json value = members.get(name);
        Json not = members.get("Not" + name);
        if (value != null && not != null) {
            throw kind.syntax("Statement has both " + name + " and Not" + name);
        }
        return not == null ? value : not;
    }

    boolean hasNot(String name) {
        return members.containsKey("Not" + name);
    }

    Json required(String name) throws PolicyException {
        Json value = getOrNot(name);
        if (value == null || value instanceof Json.Nothing) {
            throw new PolicyException(kind.missing(name));
        }
        return value;
    }

    /// A string, "" where it is not there.
    String text(String name) throws PolicyException {
        return switch (members.get(name)) {
            case null -> "";
            case Json.Text(String text) -> text;
            default -> throw kind.syntax("This policy contains invalid Json: " + name + " is not a string");
        };
    }

    void refuseOthers(Set<String> known) throws PolicyException {
        for (String name : members.keySet()) {
            if (!known.contains(name)) {
                throw kind.syntax("Unknown field " + name);
            }
        }
    }
}
