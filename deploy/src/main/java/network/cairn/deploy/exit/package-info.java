/// How a command ends: its exit code, and the one line that says why.
@NullMarked
package network.cairn.deploy.exit;

import org.jspecify.annotations.NullMarked;
