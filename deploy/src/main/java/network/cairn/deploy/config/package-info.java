/// Configuration files: YAML bound to validated records, overridden by the environment.
@NullMarked
package network.cairn.deploy.config;

import org.jspecify.annotations.NullMarked;
