package network.cairn.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.gateway.acl.Acl;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.acl.Grant;
import network.cairn.gateway.acl.Grantee;
import network.cairn.gateway.acl.Permission;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What must hold of every decision, in random worlds of policies and lists.
final class AccessJudgePropertyTest {
    private static final int WORLDS = 1_500;
    private static final List<Principal> PRINCIPALS = List.of(
            new Principal.Root("alice"),
            new Principal.User("alice", "bob", "AIDABOB"),
            new Principal.RoleSession("alice", "reader", "AROAREADER", "s1"),
            new Principal.Root("mallory"),
            new Principal.User("mallory", "eve", "AIDAEVE"),
            new Principal.Anonymous());
    private static final List<String> NAMES = List.of(
            "*",
            "alice",
            "mallory",
            "arn:aws:iam::alice:user/bob",
            "arn:aws:iam::alice:role/reader",
            "arn:aws:sts::alice:assumed-role/reader/s1",
            "arn:aws:iam::mallory:user/eve");
    private static final List<S3Action> ACTIONS =
            List.of(S3Action.GET_OBJECT, S3Action.PUT_OBJECT, S3Action.DELETE_OBJECT, S3Action.GET_OBJECT_ACL);
    private static final List<String> PATTERNS =
            List.of("s3:*", "s3:Get*", "s3:GetObject", "s3:PutObject", "s3:Delete*");
    private static final List<String> CONDITIONS = List.of(
            "",
            ", 'Condition': {'Bool': {'aws:SecureTransport': 'true'}}",
            ", 'Condition': {'Bool': {'aws:SecureTransport': 'false'}}",
            ", 'Condition': {'StringNotEquals': {'aws:username': 'bob'}}");
    private static final ConditionContext CONTEXT =
            ConditionContext.builder().add("aws:SecureTransport", "true").build();

    /// Everything that has a say, as statements, so that one more can be added.
    private record World(
            List<String> identity,
            List<String> bucket,
            boolean hasBoundary,
            BucketAccess access,
            @Nullable Acl object) {
        static World of(Random random) {
            BucketAccess access = BucketAccess.ofTenant("alice")
                    .withOwnership(pick(random, List.of(ObjectOwnership.values())))
                    .withAcl(acl(random, CanonicalUser.of("alice")))
                    .withPublicAccessBlock(
                            new PublicAccessBlock(false, random.nextInt(4) == 0, false, random.nextInt(4) == 0));
            Acl object = switch (random.nextInt(3)) {
                case 0 -> acl(random, CanonicalUser.of("alice"));
                case 1 -> acl(random, CanonicalUser.of("mallory"));
                default -> null;
            };
            return new World(
                    statements(random, false), statements(random, true), random.nextInt(4) == 0, access, object);
        }

        World withIdentity(String statement) {
            return new World(and(identity, statement), bucket, hasBoundary, access, object);
        }

        World withBucket(String statement) {
            return new World(identity, and(bucket, statement), hasBoundary, access, object);
        }

        World withBoundary() {
            return new World(identity, bucket, true, access, object);
        }

        AccessDecision decide(Principal principal, S3Action action) {
            CallerPolicies policies = new CallerPolicies(
                    identity.isEmpty() ? List.of() : List.of(Documents.identity(identity.toArray(new String[0]))),
                    hasBoundary
                            ? Optional.of(Documents.identity("'Effect': 'Allow', 'Action': 's3:Get*', 'Resource': '*'"))
                            : Optional.empty(),
                    List.of());
            BucketAccess judged = bucket.isEmpty()
                    ? access
                    : access.withPolicy(Documents.bucket("photos", bucket.toArray(new String[0])));
            return AccessJudge.judge(
                    AccessRequest.onObject(principal, action, "photos", "k", CONTEXT), policies, judged, object);
        }
    }

    @Test
    void judge_oneMoreProhibition_neverAllowsMore() {
        every((random, world, principal, action) -> {
            boolean before = world.decide(principal, action).isAllowed();
            String deny = statement(random, true, "Deny");
            boolean after = (random.nextBoolean() ? world.withBucket(deny) : world.withIdentity(own(deny)))
                    .decide(principal, action)
                    .isAllowed();
            return before || !after;
        });
    }

    /// But for a permission for everybody, which can make a policy public and so shut others out.
    @Test
    void judge_oneMorePermission_neverAllowsLess() {
        every((random, world, principal, action) -> {
            boolean before = world.decide(principal, action).isAllowed();
            String allow = statement(random, true, "Allow");
            World more = random.nextBoolean() ? world.withBucket(allow) : world.withIdentity(own(allow));
            AccessDecision after = more.decide(principal, action);
            return !before || after.isAllowed() || after.reason() == AccessDecision.Reason.PUBLIC_POLICY_RESTRICTED;
        });
    }

    @Test
    void judge_boundary_neverAllowsMore() {
        every((random, world, principal, action) ->
                world.decide(principal, action).isAllowed()
                        || !world.withBoundary().decide(principal, action).isAllowed());
    }

    @Test
    void judge_ownRoot_isRefusedOnlyByTheBucketOrAnotherOwnersObject() {
        every((random, world, principal, action) -> {
            AccessDecision decision = new World(List.of(), world.bucket, false, world.access, world.object)
                    .decide(PRINCIPALS.getFirst(), action);
            return switch (decision.reason()) {
                case DENIED_BY_BUCKET_POLICY -> !world.bucket.isEmpty();
                case NOT_IN_RESOURCE_POLICY ->
                    world.object != null && world.object.owner().equals(CanonicalUser.of("mallory"));
                case NOT_IN_OWN_ACL -> world.access.acl().grants().isEmpty();
                default -> decision.isAllowed();
            };
        });
    }

    /// What lets in those without a name lets in the roots of all tenants, unless they are forbidden it.
    @Test
    void judge_anonymous_hasNoMoreThanAnyRoot() {
        every((random, world, principal, action) -> {
            World alone = new World(List.of(), world.bucket, false, world.access, world.object);
            boolean nobody = alone.decide(new Principal.Anonymous(), action).isAllowed();
            AccessDecision somebody = alone.decide(new Principal.Root("carol"), action);
            return !nobody
                    || somebody.isAllowed()
                    || somebody.reason() == AccessDecision.Reason.DENIED_BY_BUCKET_POLICY;
        });
    }

    @FunctionalInterface
    private interface Property {
        boolean holds(Random random, World world, Principal principal, S3Action action);
    }

    private static void every(Property property) {
        for (long seed = 0; seed < WORLDS; seed++) {
            var random = new Random(seed);
            World world = World.of(random);
            Principal principal = pick(random, PRINCIPALS);
            S3Action action = pick(random, ACTIONS);
            assertThat(property.holds(random, world, principal, action))
                    .as("seed %d: %s, %s, %s", seed, principal.arn(), action, world)
                    .isTrue();
        }
    }

    private static List<String> statements(Random random, boolean bucket) {
        List<String> statements = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String statement = statement(random, bucket, random.nextInt(4) == 0 ? "Deny" : "Allow");
            statements.add(bucket ? statement : own(statement));
        }
        return statements;
    }

    private static String statement(Random random, boolean bucket, String effect) {
        String who = bucket ? "'Principal': {'AWS': '" + pick(random, NAMES) + "'}, " : "";
        return "'Effect': '" + effect + "', " + who + "'Action': '" + pick(random, PATTERNS)
                + "', 'Resource': 'arn:aws:s3:::photos/*'" + pick(random, CONDITIONS);
    }

    private static String own(String statement) {
        return statement.replaceAll("'Principal': \\{[^}]*}, ", "");
    }

    private static Acl acl(Random random, CanonicalUser owner) {
        List<Grant> grants = new ArrayList<>();
        if (random.nextInt(8) > 0) {
            grants.add(Grant.fullControl(owner));
        }
        if (random.nextInt(3) == 0) {
            Grantee grantee = pick(
                    random,
                    List.of(
                            Grantee.of(CanonicalUser.of("mallory")),
                            Grantee.of(CanonicalUser.of("alice")),
                            Grantee.Group.ALL_USERS,
                            Grantee.Group.AUTHENTICATED_USERS));
            grants.add(new Grant(grantee, pick(random, List.of(Permission.values()))));
        }
        return new Acl(owner, grants);
    }

    private static List<String> and(List<String> some, String one) {
        List<String> all = new ArrayList<>(some);
        all.add(one);
        return all;
    }

    private static <T> T pick(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
