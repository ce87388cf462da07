/// Access control lists: who may read and write a bucket or an object beside its owner, as S3 has them. Nothing
/// here reads or writes a disk or a network.
@NullMarked
package network.cairn.gateway.acl;

import org.jspecify.annotations.NullMarked;
