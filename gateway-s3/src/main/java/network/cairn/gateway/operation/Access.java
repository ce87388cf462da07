package network.cairn.gateway.operation;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import network.cairn.gateway.acl.Acl;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.acl.CanonicalUsers;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.policy.AccessDecision;
import network.cairn.gateway.policy.AccessJudge;
import network.cairn.gateway.policy.AccessRequest;
import network.cairn.gateway.policy.BucketAccess;
import network.cairn.gateway.policy.CallerPolicies;
import network.cairn.gateway.policy.Callers;
import network.cairn.gateway.policy.ConditionContext;
import network.cairn.gateway.policy.KnownPrincipals;
import network.cairn.gateway.policy.ObjectOwnership;
import network.cairn.gateway.policy.OperationActions;
import network.cairn.gateway.policy.OperationActions.Need;
import network.cairn.gateway.policy.OperationActions.On;
import network.cairn.gateway.policy.ParsedPolicies;
import network.cairn.gateway.policy.Policy;
import network.cairn.gateway.policy.Principal;
import network.cairn.gateway.policy.PublicAccessBlock;
import network.cairn.gateway.policy.S3Action;
import network.cairn.gateway.s3.OperationName;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.proofs.codec.CodecException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides whether requests may do what they ask: gathers what of the caller, the bucket, the object and the
/// request has a say, and has it judged.
public final class Access {
    private static final Logger LOG = LoggerFactory.getLogger(Access.class);

    private final ParsedPolicies policies = new ParsedPolicies();
    private final ObjectOwnership ownershipDefault;
    private final CanonicalUsers users;
    private final KnownPrincipals principals;
    private final String region;
    private final InstantSource clock;

    /// @param ownershipDefault of buckets whose owners said nothing
    /// @param users whom access control lists can name
    /// @param principals whom policies can name
    public Access(
            ObjectOwnership ownershipDefault,
            CanonicalUsers users,
            KnownPrincipals principals,
            String region,
            InstantSource clock) {
        this.principals = principals;
        this.ownershipDefault = ownershipDefault;
        this.users = users;
        this.region = region;
        this.clock = clock;
    }

    /// Goes on if the request may do what its operation does.
    ///
    /// @param object the version it is about; null where it makes one, where there is none, or where it is about
    ///     the
    ///     bucket
    /// @throws S3Exception `AccessDenied`, `MethodNotAllowed`
    void require(S3Request request, Bucket bucket, @Nullable ObjectRecord object) throws S3Exception {
        requireSignature(request);
        List<Need> needs = OperationActions.of(
                request.operation(), request.query(), request.headers(), CanonicalUser.of(bucket.tenant()));
        for (Need need : needs) {
            if (need.on() == On.BUCKET || need.on() == On.OBJECT) {
                require(request, bucket, need, request.key(), object);
            }
        }
    }

    /// Goes on if the request may read the object that it copies or renames.
    ///
    /// @throws S3Exception `AccessDenied`
    void requireSource(S3Request request, Bucket bucket, String key, @Nullable ObjectRecord object) throws S3Exception {
        List<Need> needs = OperationActions.of(
                request.operation(), request.query(), request.headers(), CanonicalUser.of(bucket.tenant()));
        for (Need need : needs) {
            if (need.on() == On.SOURCE) {
                require(request, bucket, need, key, object);
            }
        }
    }

    /// Goes on if the request may do this to a key, or to its bucket where the key is null.
    ///
    /// @throws S3Exception `AccessDenied`, `MethodNotAllowed`
    void require(S3Request request, Bucket bucket, Need need, @Nullable String key, @Nullable ObjectRecord object)
            throws S3Exception {
        AccessRequest asked = asked(request, bucket, need, key, object);
        AccessDecision decision = judge(request, asked, bucket, object);
        LOG.debug("request {}: {}", request.requestId(), decision.explain(asked));
        decision.require(asked, bucket.tenant());
    }

    /// Whether a read of an object that is not there is to be told so, though nothing lets it read. There is no
    /// object whose list might have: whoever the bucket's list lets list it can see that for himself.
    boolean mayKnowOfAbsence(S3Request request, Bucket bucket) {
        if (request.operation() != OperationName.GET_OBJECT && request.operation() != OperationName.HEAD_OBJECT) {
            return false;
        }
        AccessRequest reading = asked(request, bucket, new Need(S3Action.GET_OBJECT, On.OBJECT), request.key(), null);
        AccessRequest listing = asked(request, bucket, new Need(S3Action.LIST_BUCKET, On.BUCKET), null, null);
        return judge(request, reading, bucket, null).reason() == AccessDecision.Reason.NOT_IN_RESOURCE_POLICY
                && judge(request, listing, bucket, null).reason() == AccessDecision.Reason.ACL;
    }

    /// Whether the request may do this, too.
    boolean allows(S3Request request, Bucket bucket, S3Action action, @Nullable String key) {
        On on = key == null ? On.BUCKET : On.OBJECT;
        AccessRequest asked = asked(request, bucket, new Need(action, on), key, null);
        return judge(request, asked, bucket, null).isAllowed();
    }

    /// Whether access logs of a bucket may be written into another.
    ///
    /// @param prefix with which the logs' keys begin
    boolean allowsLogDelivery(Bucket source, Bucket target, String prefix) {
        ConditionContext context = ConditionContext.builder()
                .add("aws:CurrentTime", clock.instant().toString())
                .add("aws:EpochTime", Long.toString(clock.instant().getEpochSecond()))
                .add("aws:SecureTransport", "true")
                .add("aws:SourceArn", "arn:aws:s3:::" + source.name())
                .add("aws:SourceAccount", source.tenant())
                .build();
        AccessRequest asked = AccessRequest.onObject(
                Principal.logDelivery(), S3Action.PUT_OBJECT, target.name(), prefix + "log", context);
        return AccessJudge.judge(asked, CallerPolicies.NONE, of(target), null).isAllowed();
    }

    /// Goes on if the caller may make this bucket.
    ///
    /// @throws S3Exception `AccessDenied`
    void requireCreation(S3Request request, String bucket) throws S3Exception {
        requireSignature(request);
        String tenant = request.caller().tenant();
        List<Need> needs =
                OperationActions.of(request.operation(), request.query(), request.headers(), CanonicalUser.of(tenant));
        Principal principal = Callers.principal(request.caller());
        for (Need need : needs) {
            AccessRequest asked = AccessRequest.onBucket(principal, need.action(), bucket, context(request, null));
            AccessJudge.judgeAccount(asked, callerPolicies(request)).require(asked, tenant);
        }
    }

    /// Goes on if the caller may list its tenant's buckets.
    ///
    /// @throws S3Exception `AccessDenied`
    void requireListing(S3Request request) throws S3Exception {
        if (request.caller().isAnonymous()) {
            throw new S3Exception(S3ErrorCode.ACCESS_DENIED);
        }
        AccessRequest asked = AccessRequest.onAccount(
                Callers.principal(request.caller()), S3Action.LIST_ALL_MY_BUCKETS, context(request, null));
        AccessJudge.judgeAccount(asked, callerPolicies(request))
                .require(asked, request.caller().tenant());
    }

    /// Of buckets whose owners said nothing.
    ObjectOwnership ownershipDefault() {
        return ownershipDefault;
    }

    /// Whom policies can name.
    KnownPrincipals principals() {
        return principals;
    }

    /// An access control list as it is in force in a bucket: only the owner's where lists do not count.
    Acl shown(Acl acl, Bucket bucket) {
        return ownership(bucket).hasAcls()
                ? publicAccess(bucket).inForce(acl)
                : Acl.ownedBy(CanonicalUser.of(bucket.tenant()));
    }

    /// Whom access control lists can name.
    CanonicalUsers users() {
        return users;
    }

    /// What of a bucket decides who may do what with it.
    BucketAccess of(Bucket bucket) {
        Optional<Policy> policy =
                bucket.settings().get(BucketSetting.POLICY).map(json -> policies.ofBucket(json, bucket.name()));
        return new BucketAccess(
                bucket.tenant(), policy, isOwnerBound(bucket), acl(bucket), ownership(bucket), publicAccess(bucket));
    }

    private static boolean isOwnerBound(Bucket bucket) {
        return bucket.settings().get(BucketSetting.POLICY_BINDS_OWNER).isPresent();
    }

    Acl acl(Bucket bucket) {
        Optional<String> encoded = bucket.settings().get(BucketSetting.ACL);
        return encoded.isEmpty() ? Acl.ownedBy(CanonicalUser.of(bucket.tenant())) : decoded(encoded.get());
    }

    static Acl acl(ObjectRecord object, Bucket bucket) {
        return acl(object.attributes().acl(), bucket);
    }

    /// @param encoded empty for a list that gives the bucket's owner all there is
    static Acl acl(String encoded, Bucket bucket) {
        return encoded.isEmpty() ? Acl.ownedBy(CanonicalUser.of(bucket.tenant())) : decoded(encoded);
    }

    private static Acl decoded(String encoded) {
        try {
            return Acl.decode(encoded);
        } catch (CodecException e) {
            throw new IllegalStateException("an access control list is damaged: " + e.getMessage(), e);
        }
    }

    ObjectOwnership ownership(Bucket bucket) {
        Optional<byte[]> document = BucketDocuments.get(bucket, BucketSetting.OWNERSHIP_CONTROLS);
        try {
            return document.isEmpty() ? ownershipDefault : ObjectOwnership.read(document.get());
        } catch (S3Exception e) {
            throw damaged(bucket, "ownership controls", e);
        }
    }

    PublicAccessBlock publicAccess(Bucket bucket) {
        Optional<byte[]> document = BucketDocuments.get(bucket, BucketSetting.PUBLIC_ACCESS_BLOCK);
        try {
            return document.isEmpty() ? PublicAccessBlock.NONE : PublicAccessBlock.read(document.get());
        } catch (S3Exception e) {
            throw damaged(bucket, "public access block", e);
        }
    }

    private static IllegalStateException damaged(Bucket bucket, String what, S3Exception cause) {
        return new IllegalStateException("the " + what + " of bucket " + bucket.name() + " cannot be read", cause);
    }

    private static void requireSignature(S3Request request) throws S3Exception {
        if (request.caller().isAnonymous()) {
            Optional<String> refusal = OperationActions.refusalOfAnonymous(request.operation());
            if (refusal.isPresent()) {
                throw new S3Exception(S3ErrorCode.ACCESS_DENIED, refusal.get());
            }
        }
    }

    private AccessDecision judge(S3Request request, AccessRequest asked, Bucket bucket, @Nullable ObjectRecord object) {
        Acl acl = object == null || object.isDeleteMarker() ? null : acl(object, bucket);
        return AccessJudge.judge(asked, callerPolicies(request), of(bucket), acl);
    }

    private AccessRequest asked(
            S3Request request, Bucket bucket, Need need, @Nullable String key, @Nullable ObjectRecord object) {
        Principal principal = Callers.principal(request.caller());
        ConditionContext context = context(request, object);
        return need.on() == On.BUCKET || key == null
                ? AccessRequest.onBucket(principal, need.action(), bucket.name(), context)
                : AccessRequest.onObject(principal, need.action(), bucket.name(), key, context);
    }

    private ConditionContext context(S3Request request, @Nullable ObjectRecord object) {
        return RequestConditions.of(request, object, region, clock.instant());
    }

    private CallerPolicies callerPolicies(S3Request request) {
        return policies.of(request.caller());
    }
}
