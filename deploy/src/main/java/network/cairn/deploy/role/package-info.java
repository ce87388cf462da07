/// A storage node or a gateway as a running service: started from its configuration, visible in a run file.
@NullMarked
package network.cairn.deploy.role;

import org.jspecify.annotations.NullMarked;
