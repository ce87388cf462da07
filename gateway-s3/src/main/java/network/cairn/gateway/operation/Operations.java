package network.cairn.gateway.operation;

import java.util.EnumMap;
import java.util.Map;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.OperationName;

/// The operations that this gateway has.
public final class Operations {
    private Operations() {}

    public static Map<OperationName, Operation> of(Backend backend) {
        var operations = new EnumMap<OperationName, Operation>(OperationName.class);
        operations.put(OperationName.LIST_BUCKETS, new ListBuckets(backend));
        operations.put(OperationName.CREATE_BUCKET, new CreateBucket(backend));
        operations.put(OperationName.DELETE_BUCKET, new DeleteBucket(backend));
        operations.put(OperationName.HEAD_BUCKET, new HeadBucket(backend));
        operations.put(OperationName.GET_BUCKET_LOCATION, new GetBucketLocation(backend));
        operations.put(OperationName.GET_BUCKET_VERSIONING, new GetBucketVersioning(backend));
        operations.put(OperationName.GET_BUCKET_ACL, new GetBucketAcl(backend));
        operations.put(OperationName.LIST_OBJECTS, new ListObjects(backend));
        operations.put(OperationName.LIST_OBJECTS_V2, new ListObjectsV2(backend));
        operations.put(OperationName.LIST_OBJECT_VERSIONS, new ListObjectVersions(backend));
        operations.put(OperationName.DELETE_OBJECTS, new DeleteObjects(backend));
        operations.put(OperationName.PUT_OBJECT, new PutObject(backend));
        operations.put(OperationName.GET_OBJECT, new GetObject(backend));
        operations.put(OperationName.HEAD_OBJECT, new HeadObject(backend));
        operations.put(OperationName.DELETE_OBJECT, new DeleteObject(backend));
        operations.put(OperationName.COPY_OBJECT, new CopyObject(backend));
        operations.put(OperationName.GET_OBJECT_ATTRIBUTES, new GetObjectAttributes(backend));
        operations.put(OperationName.RENAME_OBJECT, new RenameObject(backend));
        operations.put(OperationName.GET_OBJECT_ACL, new GetObjectAcl(backend));
        operations.put(OperationName.GET_OBJECT_RECEIPT, new GetObjectReceipt(backend));
        operations.put(OperationName.GET_OBJECT_TAGGING, new GetObjectTagging(backend));
        operations.put(OperationName.CREATE_MULTIPART_UPLOAD, new CreateMultipartUpload(backend));
        operations.put(OperationName.UPLOAD_PART, new UploadPart(backend));
        operations.put(OperationName.UPLOAD_PART_COPY, new UploadPartCopy(backend));
        operations.put(OperationName.COMPLETE_MULTIPART_UPLOAD, new CompleteMultipartUpload(backend));
        operations.put(OperationName.ABORT_MULTIPART_UPLOAD, new AbortMultipartUpload(backend));
        operations.put(OperationName.LIST_PARTS, new ListParts(backend));
        operations.put(OperationName.LIST_MULTIPART_UPLOADS, new ListMultipartUploads(backend));
        operations.put(OperationName.GET_BUCKET_TAGGING, new GetBucketTagging(backend));
        operations.put(OperationName.PUT_BUCKET_TAGGING, new PutBucketTagging(backend));
        operations.put(OperationName.DELETE_BUCKET_TAGGING, new DeleteBucketTagging(backend));
        operations.put(OperationName.GET_BUCKET_CORS, new GetBucketCors(backend));
        operations.put(OperationName.PUT_BUCKET_CORS, new PutBucketCors(backend));
        operations.put(OperationName.DELETE_BUCKET_CORS, new DeleteBucketCors(backend));
        operations.put(OperationName.GET_BUCKET_LIFECYCLE, new GetBucketLifecycle(backend));
        operations.put(OperationName.PUT_BUCKET_LIFECYCLE, new PutBucketLifecycle(backend));
        operations.put(OperationName.DELETE_BUCKET_LIFECYCLE, new DeleteBucketLifecycle(backend));
        operations.put(OperationName.GET_BUCKET_WEBSITE, new GetBucketWebsite(backend));
        operations.put(OperationName.PUT_BUCKET_WEBSITE, new PutBucketWebsite(backend));
        operations.put(OperationName.DELETE_BUCKET_WEBSITE, new DeleteBucketWebsite(backend));
        operations.put(OperationName.GET_BUCKET_ENCRYPTION, new GetBucketEncryption(backend));
        operations.put(OperationName.DELETE_BUCKET_ENCRYPTION, new DeleteBucketEncryption(backend));
        operations.put(OperationName.GET_BUCKET_LOGGING, new GetBucketLogging(backend));
        operations.put(OperationName.GET_BUCKET_NOTIFICATION, new GetBucketNotification(backend));
        operations.put(OperationName.PUT_BUCKET_NOTIFICATION, new PutBucketNotification(backend));
        operations.put(OperationName.PUT_BUCKET_LOGGING, new PutBucketLogging(backend));
        operations.put(OperationName.GET_BUCKET_REQUEST_PAYMENT, new GetBucketRequestPayment(backend));
        operations.put(OperationName.PUT_BUCKET_REQUEST_PAYMENT, new PutBucketRequestPayment(backend));
        operations.put(OperationName.GET_BUCKET_ACCELERATE, new GetBucketAccelerate(backend));
        operations.put(OperationName.PUT_BUCKET_ACCELERATE, new PutBucketAccelerate(backend));
        operations.put(OperationName.GET_OBJECT_LOCK_CONFIGURATION, new GetObjectLockConfiguration(backend));
        operations.put(OperationName.PUT_OBJECT_LOCK_CONFIGURATION, new PutObjectLockConfiguration(backend));
        operations.put(OperationName.GET_BUCKET_REPLICATION, new GetBucketReplication(backend));
        operations.put(OperationName.PUT_BUCKET_REPLICATION, new PutBucketReplication(backend));
        operations.put(OperationName.DELETE_BUCKET_REPLICATION, new DeleteBucketReplication(backend));
        operations.put(OperationName.PUT_BUCKET_VERSIONING, new PutBucketVersioning(backend));
        operations.put(OperationName.PUT_OBJECT_TAGGING, new PutObjectTagging(backend));
        operations.put(OperationName.DELETE_OBJECT_TAGGING, new DeleteObjectTagging(backend));
        operations.put(OperationName.GET_OBJECT_LEGAL_HOLD, new GetObjectLegalHold(backend));
        operations.put(OperationName.PUT_OBJECT_LEGAL_HOLD, new PutObjectLegalHold(backend));
        operations.put(OperationName.GET_OBJECT_RETENTION, new GetObjectRetention(backend));
        operations.put(OperationName.PUT_OBJECT_RETENTION, new PutObjectRetention(backend));
        operations.put(OperationName.RESTORE_OBJECT, new RestoreObject(backend));
        operations.put(OperationName.GET_BUCKET_POLICY, new GetBucketPolicy(backend));
        operations.put(OperationName.PUT_BUCKET_POLICY, new PutBucketPolicy(backend));
        operations.put(OperationName.DELETE_BUCKET_POLICY, new DeleteBucketPolicy(backend));
        operations.put(OperationName.GET_BUCKET_POLICY_STATUS, new GetBucketPolicyStatus(backend));
        operations.put(OperationName.PUT_BUCKET_ACL, new PutBucketAcl(backend));
        operations.put(OperationName.PUT_OBJECT_ACL, new PutObjectAcl(backend));
        operations.put(OperationName.GET_BUCKET_OWNERSHIP_CONTROLS, new GetBucketOwnershipControls(backend));
        operations.put(OperationName.PUT_BUCKET_OWNERSHIP_CONTROLS, new PutBucketOwnershipControls(backend));
        operations.put(OperationName.DELETE_BUCKET_OWNERSHIP_CONTROLS, new DeleteBucketOwnershipControls(backend));
        operations.put(OperationName.GET_PUBLIC_ACCESS_BLOCK, new GetPublicAccessBlock(backend));
        operations.put(OperationName.PUT_PUBLIC_ACCESS_BLOCK, new PutPublicAccessBlock(backend));
        operations.put(OperationName.DELETE_PUBLIC_ACCESS_BLOCK, new DeletePublicAccessBlock(backend));
        operations.put(OperationName.PUT_BUCKET_ENCRYPTION, new PutBucketEncryption(backend));
        return operations;
    }
}
