/// Who sent a request and whether its body is what was signed: AWS Signature Version 4 and the
/// bodies it protects.
@NullMarked
package network.cairn.gateway.auth;

import org.jspecify.annotations.NullMarked;
