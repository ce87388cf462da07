package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// GetObjectReceipt, which S3 does not have: `GET /bucket/key?cairn-receipt` answers a durability receipt, with
/// `segment` to begin at another segment than the first, and `from-epoch` to name the epoch of the reader's
/// checkpoint.
public final class GetObjectReceipt implements Operation {
    private final Backend backend;

    public GetObjectReceipt(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, InterruptedException {
        Backend.Found found = backend.object(request);
        ObjectRecord object = found.object();
        ObjectDurability durability = backend.durability()
                .orElseThrow(() -> new S3Exception(
                        S3ErrorCode.NOT_IMPLEMENTED, "This gateway has no deals on a chain, and so no receipts."));
        int first = (int) number(request, "segment", Integer.MAX_VALUE);
        long fromEpoch = number(request, "from-epoch", Long.MAX_VALUE);
        String name = "s3://" + request.requiredBucket() + "/" + request.requiredKey();
        return S3Response.bytes(200, durability.receipt(object, name, first, fromEpoch))
                .withHeader("Content-Type", "application/octet-stream");
    }

    private static long number(S3Request request, String parameter, long max) throws S3Exception {
        String text = request.query().get(parameter, "0");
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below, as of a number out of range.
        }
        throw new S3Exception(S3ErrorCode.INVALID_ARGUMENT, parameter + " is a number from 0 to " + max + ".")
                .with("ArgumentName", parameter)
                .with("ArgumentValue", text);
    }
}
