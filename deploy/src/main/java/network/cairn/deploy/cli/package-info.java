/// The `cairn` command line: what people and scripts type, and what they read back.
@NullMarked
package network.cairn.deploy.cli;

import org.jspecify.annotations.NullMarked;
