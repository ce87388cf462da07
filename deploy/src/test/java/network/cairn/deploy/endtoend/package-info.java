/// End-to-end tests: the AWS SDK against a local network of real processes that are killed and damaged.
@NullMarked
package network.cairn.deploy.endtoend;

import org.jspecify.annotations.NullMarked;
