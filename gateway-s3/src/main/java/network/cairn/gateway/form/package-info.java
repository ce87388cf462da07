/// Uploads by HTML forms, S3's POST Object: the form read as it streams in, and the policy it must obey.
@NullMarked
package network.cairn.gateway.form;

import org.jspecify.annotations.NullMarked;
