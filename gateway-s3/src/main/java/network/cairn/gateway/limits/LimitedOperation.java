package network.cairn.gateway.limits;

import java.io.IOException;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// An operation held to the rates of the tenants that call it. Those who call without a signature have none.
public record LimitedOperation(Operation operation, TenantLimits limits, Pacing pacing) implements Operation {
    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException, InterruptedException {
        if (request.caller().isAnonymous()) {
            return operation.handle(request);
        }
        String tenant = request.caller().tenant();
        limits.admit(tenant);
        return pacing.response(tenant, operation.handle(request.withBody(pacing.body(tenant, request.body()))));
    }
}
