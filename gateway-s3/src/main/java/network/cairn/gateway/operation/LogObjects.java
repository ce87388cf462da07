package network.cairn.gateway.operation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import network.cairn.gateway.accesslog.LogDestination;
import network.cairn.gateway.acl.Acl;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.acl.Grant;
import network.cairn.gateway.acl.Grantee;
import network.cairn.gateway.acl.Permission;
import network.cairn.gateway.configuration.EventType;
import network.cairn.gateway.configuration.LogGrant;
import network.cairn.gateway.configuration.LoggingConfiguration;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.ObjectAttributes;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectEncryption;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.WriteCondition;
import network.cairn.gateway.notification.EventCause;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import org.jspecify.annotations.Nullable;

/// Stores access logs as objects of the bucket they go to.
public final class LogObjects implements LogDestination {
    private final Backend backend;

    public LogObjects(Backend backend) {
        this.backend = backend;
    }

    @Override
    public void write(Bucket source, LoggingConfiguration.Target target, String key, byte[] log)
            throws S3Exception, IOException, InterruptedException {
        Bucket bucket = backend.metadata().bucket(target.bucket());
        if (bucket == null) {
            throw new S3Exception(S3ErrorCode.NO_SUCH_BUCKET).with("BucketName", target.bucket());
        }
        if (!bucket.tenant().equals(source.tenant())
                || !backend.access().allowsLogDelivery(source, bucket, target.prefix())) {
            throw new S3Exception(S3ErrorCode.ACCESS_DENIED);
        }
        backend.quotas().check(bucket, key, log.length);
        ObjectEncryption encryption = Encryptions.ofNew(backend, S3Headers.none(), bucket);
        ObjectData.Stored stored = backend.data()
                .store(
                        bucket,
                        new Place.InObject(bucket.id(), key),
                        new ByteArrayInputStream(log),
                        log.length,
                        ObjectLimits.PUT_BYTES_MAX,
                        Encryptions.writing(backend, S3Headers.none(), bucket, key, encryption));
        var headers = new TreeMap<String, String>();
        headers.put("content-type", "text/plain");
        var object = new ObjectRecord(
                key,
                stored.data().sizeBytes(),
                stored.md5(),
                backend.now(),
                new ObjectAttributes(headers, new TreeMap<>())
                        .withAcl(acl(bucket, target.grants()))
                        .withEncryption(encryption),
                new TreeMap<>(),
                new ObjectContent.Whole(stored.data()));
        MetadataStore changes = backend.metadata()
                .noting(backend.events()
                        .causedBy(EventCause.client(
                                "s3.amazonaws.com", "s3.amazonaws.com", "", EventType.OBJECT_CREATED_PUT)));
        PutObject.commit(changes, backend, bucket, object, WriteCondition.NONE, stored);
    }

    private String acl(Bucket bucket, List<LogGrant> asked) {
        CanonicalUser owner = CanonicalUser.of(bucket.tenant());
        var grants = new ArrayList<Grant>();
        grants.add(Grant.fullControl(owner));
        for (LogGrant each : asked) {
            Grantee grantee = grantee(each);
            if (grantee != null && grants.size() < Acl.GRANTS_MAX) {
                grants.add(new Grant(grantee, Permission.valueOf(each.permission())));
            }
        }
        return grants.size() == 1 ? "" : new Acl(owner, grants).encode();
    }

    /// Whom a grant names; null where that is nobody here.
    private @Nullable Grantee grantee(LogGrant grant) {
        return switch (grant.type()) {
            case CANONICAL_USER -> {
                CanonicalUser user = backend.access().users().byId(grant.grantee());
                yield user == null ? null : Grantee.of(user);
            }
            case GROUP -> {
                for (Grantee.Group group : Grantee.Group.values()) {
                    if (group.uri().equals(grant.grantee())) {
                        yield group;
                    }
                }
                yield null;
            }
            case EMAIL -> {
                CanonicalUser user = backend.access().users().byEmailAddress(grant.grantee());
                yield user == null ? null : Grantee.of(user);
            }
        };
    }
}
