package network.cairn.gateway.acl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;

/// An access control list by its name in `x-amz-acl`. All of them give the owner full control.
///
/// Those for the bucket's owner mean `private` on a bucket, as S3 has it. `aws-exec-read` is for a service of
/// AWS that is not here and grants nothing more either.
public enum CannedAcl {
    PRIVATE("private"),
    PUBLIC_READ("public-read"),
    PUBLIC_READ_WRITE("public-read-write"),
    AWS_EXEC_READ("aws-exec-read"),
    AUTHENTICATED_READ("authenticated-read"),
    BUCKET_OWNER_READ("bucket-owner-read"),
    BUCKET_OWNER_FULL_CONTROL("bucket-owner-full-control"),
    LOG_DELIVERY_WRITE("log-delivery-write");

    /// The header that names one.
    public static final String HEADER = "x-amz-acl";

    private final String s3Name;

    CannedAcl(String s3Name) {
        this.s3Name = s3Name;
    }

    public String s3Name() {
        return s3Name;
    }

    /// What the request's `x-amz-acl` names, if it has one.
    ///
    /// @throws S3Exception `InvalidArgument` where there is none of that name
    public static Optional<CannedAcl> of(S3Headers headers) throws S3Exception {
        Optional<String> name = headers.get(HEADER);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        for (CannedAcl acl : values()) {
            if (acl.s3Name.equals(name.get())) {
                return Optional.of(acl);
            }
        }
        throw unknown(name.get());
    }

    /// The list it stands for.
    ///
    /// @throws S3Exception `InvalidArgument` where it is for buckets only and the target is an object
    public Acl on(AclTarget target) throws S3Exception {
        if (this == LOG_DELIVERY_WRITE && !target.isBucket()) {
            throw unknown(s3Name);
        }
        List<Grant> grants = new ArrayList<>();
        grants.add(Grant.fullControl(target.owner()));
        switch (this) {
            case PRIVATE, AWS_EXEC_READ -> {
                // The owner alone.
            }
            case PUBLIC_READ -> grants.add(new Grant(Grantee.Group.ALL_USERS, Permission.READ));
            case PUBLIC_READ_WRITE -> {
                grants.add(new Grant(Grantee.Group.ALL_USERS, Permission.READ));
                grants.add(new Grant(Grantee.Group.ALL_USERS, Permission.WRITE));
            }
            case AUTHENTICATED_READ -> grants.add(new Grant(Grantee.Group.AUTHENTICATED_USERS, Permission.READ));
            case BUCKET_OWNER_READ -> grantToBucketOwner(grants, target, Permission.READ);
            case BUCKET_OWNER_FULL_CONTROL -> grantToBucketOwner(grants, target, Permission.FULL_CONTROL);
            case LOG_DELIVERY_WRITE -> {
                grants.add(new Grant(Grantee.Group.LOG_DELIVERY, Permission.WRITE));
                grants.add(new Grant(Grantee.Group.LOG_DELIVERY, Permission.READ_ACP));
            }
        }
        return new Acl(target.owner(), grants);
    }

    private static void grantToBucketOwner(List<Grant> grants, AclTarget target, Permission permission) {
        if (!target.isBucket() && !target.owner().equals(target.bucketOwner())) {
            grants.add(new Grant(Grantee.of(target.bucketOwner()), permission));
        }
    }

    /// S3's message for it is empty.
    private static S3Exception unknown(String name) {
        return new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "")
                .with("ArgumentName", HEADER)
                .with("ArgumentValue", name);
    }
}
