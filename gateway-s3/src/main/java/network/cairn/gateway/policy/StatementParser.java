package network.cairn.gateway.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes one statement of a policy.
final class StatementParser {
    private static final Set<String> ELEMENTS = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");
    private static final PrincipalList EVERYBODY =
            new PrincipalList(new Principals(List.of(new PrincipalPattern.Everybody()), false), Set.of());

    private final Elements elements;
    private final PolicyKind kind;
    private final PolicyVersion version;
    private final StatementRules rules;
    private Set<String> principals = Set.of();

    StatementParser(Elements elements, PolicyKind kind, PolicyVersion version, StatementRules rules) {
        this.elements = elements;
        this.kind = kind;
        this.version = version;
        this.rules = rules;
    }

    Statement parse() throws PolicyException {
        elements.refuseOthers(ELEMENTS);
        String id = elements.text("Sid");
        rules.checkId(id);
        Effect effect = effect();
        PrincipalList who = principals(effect);
        principals = who.names();
        Actions actions = actions();
        Resources resources = resources();
        List<Condition> conditions = conditions();
        rules.check(actions, resources, conditions);
        return new Statement(id, effect, who.principals(), actions, resources, conditions);
    }

    /// The principals that the parsed statement names.
    Set<String> principals() {
        return principals;
    }

    private Effect effect() throws PolicyException {
        Json value = elements.required("Effect");
        String name = value instanceof Json.Text(String text) ? text : value.toString();
        return switch (name) {
            case "Allow" -> Effect.ALLOW;
            case "Deny" -> Effect.DENY;
            default -> throw kind.syntax("Invalid effect: " + name);
        };
    }

    private PrincipalList principals(Effect effect) throws PolicyException {
        if (kind == PolicyKind.IDENTITY) {
            if (elements.getOrNot("Principal") != null) {
                throw new PolicyException("Policy document should not specify a principal.");
            }
            return EVERYBODY;
        }
        boolean not = elements.hasNot("Principal");
        PrincipalList who = PrincipalList.of(elements.required("Principal"), not);
        if (not && effect == Effect.ALLOW) {
            // Everybody but a few could do it, those without a name too; IAM's user guide has it as not supported.
            throw new PolicyException("Allow with NotPrincipal is not supported");
        }
        return who;
    }

    private Actions actions() throws PolicyException {
        List<String> texts = texts("Action", "Policy has invalid action");
        for (String text : texts) {
            rules.checkAction(text);
        }
        return Actions.of(texts, elements.hasNot("Action"));
    }

    private Resources resources() throws PolicyException {
        if (kind == PolicyKind.TRUST) {
            if (elements.getOrNot("Resource") != null) {
                throw new PolicyException("Has prohibited field Resource");
            }
            return Resources.ITS_OWN;
        }
        List<ArnPattern> patterns = new ArrayList<>();
        for (String text : texts("Resource", "Policy has invalid resource")) {
            patterns.add(rules.resource(text, version));
        }
        return new Resources(patterns, elements.hasNot("Resource"));
    }

    /// One string or several, none of them empty.
    private List<String> texts(String element, String invalid) throws PolicyException {
        List<String> texts = new ArrayList<>();
        for (Json one : Elements.each(elements.required(element))) {
            if (!(one instanceof Json.Text(String text)) || text.isEmpty()) {
                throw kind.syntax(invalid);
            }
            texts.add(text);
        }
        if (texts.isEmpty()) {
            throw new PolicyException(kind == PolicyKind.BUCKET ? invalid : kind.missing(element));
        }
        return texts;
    }

    private List<Condition> conditions() throws PolicyException {
        Json value = elements.get("Condition");
        List<Condition> conditions = new ArrayList<>();
        if (value == null) {
            return conditions;
        }
        for (Map.Entry<String, Json> operator :
                Elements.of(value, kind, "Condition").members().entrySet()) {
            String name = operator.getKey();
            for (Map.Entry<String, Json> key :
                    Elements.of(operator.getValue(), kind, name).members().entrySet()) {
                conditions.add(Condition.of(name, key.getKey(), values(key.getValue()), version));
            }
        }
        return conditions;
    }

    /// Strings, numbers and booleans, one or several.
    private List<String> values(Json value) throws PolicyException {
        List<String> texts = new ArrayList<>();
        for (Json one : Elements.each(value)) {
            texts.add(
                    switch (one) {
                        case Json.Text(String text) -> text;
                        case Json.Scalar(String text) -> text;
                        default ->
                            throw kind.syntax(
                                    "This policy contains invalid Json: a value in Condition is neither string, number"
                                            + " nor boolean");
                    });
        }
        if (texts.isEmpty()) {
            throw new PolicyException("Invalid value in Conditions: there is none");
        }
        return texts;
    }
}
