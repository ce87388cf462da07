/// Who may do what: policies as IAM and S3 have them, and the judge that weighs them together with access
/// control lists. Nothing here reads or writes a disk or a network, and nothing knows the time: what a policy's
/// conditions look at is given with the request.
@NullMarked
package network.cairn.gateway.policy;

import org.jspecify.annotations.NullMarked;
