@NullMarked
package network.cairn.chain.validator;

import org.jspecify.annotations.NullMarked;
