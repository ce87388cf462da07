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
        return operations;
    }
}
