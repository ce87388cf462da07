/// What a chain starts from, as files: the description people write, the genesis made of it, and each
/// validator's
/// share of the beacon's key.
@NullMarked
package network.cairn.deploy.genesis;

import org.jspecify.annotations.NullMarked;
