package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.PartRecord;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// Part numbers as clients send them.
final class PartNumbers {
    private PartNumbers() {}

    /// @throws S3Exception `InvalidArgument` unless it is 1 to 10000
    static int parse(String text) throws S3Exception {
        if (text.matches("\\d{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= PartRecord.NUMBER_MAX) {
                return number;
            }
        }
        throw new S3Exception(
                        S3ErrorCode.INVALID_ARGUMENT,
                        "Part number must be an integer between 1 and " + PartRecord.NUMBER_MAX + ", inclusive")
                .with("ArgumentName", "partNumber")
                .with("ArgumentValue", text);
    }
}
