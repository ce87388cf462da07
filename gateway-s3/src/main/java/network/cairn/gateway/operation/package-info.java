/// The S3 operations, one class each, over the metadata store and the storage network.
@NullMarked
package network.cairn.gateway.operation;

import org.jspecify.annotations.NullMarked;
