package network.cairn.gateway.policy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import network.cairn.gateway.policy.S3Action.Level;

/// S3's rules for the policies of buckets: actions that there are, on resources within the bucket that they can
/// be done to, under conditions that there are and that those actions can have.
final class BucketRules implements StatementRules {
    private static final String SERVICE = "s3";

    private final String bucketName;
    /// On what levels the resources seen are.
    private final Set<Level> levels = EnumSet.noneOf(Level.class);

    BucketRules(String bucketName) {
        this.bucketName = bucketName;
    }

    @Override
    public void checkAction(String action) throws PolicyException {
        if (!action.equals("*") && meant(action).isEmpty()) {
            throw new PolicyException("Policy has invalid action");
        }
    }

    /// An ARN that can mean this bucket or something in it. Region and tenant are left out or open, as they are
    /// in S3's ARNs, which have none.
    @Override
    public ArnPattern resource(String text, PolicyVersion version) throws PolicyException {
        ArnPattern pattern = ArnPattern.of(text, version).orElseThrow(BucketRules::invalidResource);
        boolean fits = is(pattern, 0, "arn")
                && is(pattern, 1, "aws")
                && is(pattern, 2, SERVICE)
                && isOpen(pattern, 3)
                && isOpen(pattern, 4);
        if (!fits) {
            throw invalidResource();
        }
        String resource = text.substring(lastPart(text));
        int slash = resource.indexOf('/');
        String bucketPart = slash < 0 ? resource : resource.substring(0, slash);
        if (!PolicyText.of(bucketPart, version).broadest().matches(bucketName)) {
            throw invalidResource();
        }
        if (slash < 0) {
            levels.add(Level.BUCKET);
        }
        // A star reaches over the slash.
        if (slash >= 0 || !PolicyText.of(resource, version).isFixed()) {
            levels.add(Level.OBJECT);
        }
        return pattern;
    }

    @Override
    public void check(Actions actions, Resources resources, List<Condition> conditions) throws PolicyException {
        for (Condition condition : conditions) {
            BucketConditionKeys.check(condition, actions);
        }
        if (actions.negated() || resources.negated()) {
            return;
        }
        for (String text : actions.texts()) {
            if (!text.equals("*") && meant(text).stream().noneMatch(action -> levels.contains(action.level()))) {
                throw new PolicyException("Action does not apply to any resource(s) in statement");
            }
        }
    }

    /// The actions of S3 that a pattern means.
    static List<S3Action> meant(String pattern) {
        List<S3Action> meant = new ArrayList<>();
        // What would mean another service's actions too means none of S3's here: the service is always spelled out.
        if (!pattern.toLowerCase(Locale.ROOT).startsWith(SERVICE + ":")) {
            return meant;
        }
        Wildcard wildcard = Actions.pattern(pattern);
        for (S3Action action : S3Action.values()) {
            if (wildcard.matches(action.lowerName())) {
                meant.add(action);
            }
        }
        return meant;
    }

    private static boolean is(ArnPattern pattern, int part, String text) {
        return pattern.part(part)
                .filter(one -> one.isFixed()
                        && one.text(ConditionContext.EMPTY).filter(text::equals).isPresent())
                .isPresent();
    }

    private static boolean isOpen(ArnPattern pattern, int part) {
        return pattern.part(part)
                .flatMap(one -> one.text(ConditionContext.EMPTY))
                .filter(text -> text.isEmpty() || text.equals("*"))
                .isPresent();
    }

    /// Where the sixth part begins, of a text that has one; the five before have been looked at.
    private static int lastPart(String text) {
        int at = 0;
        for (int i = 1; i < Arn.PARTS; i++) {
            at = text.indexOf(':', at) + 1;
        }
        return at;
    }

    private static PolicyException invalidResource() {
        return new PolicyException("Policy has invalid resource");
    }
}
