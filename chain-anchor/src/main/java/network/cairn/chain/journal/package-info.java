/// What a validator has promised: its votes, the proposals it saw and the certificates, fsynced before
/// it speaks.
@NullMarked
package network.cairn.chain.journal;

import org.jspecify.annotations.NullMarked;
