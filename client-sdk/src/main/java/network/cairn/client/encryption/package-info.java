/// Encryption of objects in frames, masking of pieces, and the hierarchy their keys come from.
///
/// All keys are 256 bits. Each derivation is an HKDF-SHA256 expansion (RFC 5869) under a label of its own:
///
/// | key | derived from | protects | where at rest |
/// |---|---|---|---|
/// | master key | random | everything below | a keystore, or a box under another master key |
/// | bucket key | master key, bucket id | its three children | nowhere |
/// | wrapping key | bucket key | data keys | nowhere |
/// | outer key | bucket key | data keys that others wrapped | nowhere |
/// | data key | random, one a stream | frames | wrapped, in the metadata |
/// | bucket mask key | bucket key | its children | nowhere |
/// | segment mask key | bucket mask key, segment id | its children; handed to repairers | nowhere |
/// | piece mask key | segment mask key, piece index | one piece's mask | nowhere |
/// | purpose key | master key, purpose | small secrets in boxes | nowhere |
/// | foreign box key | somebody else's key, salt | data keys | nowhere |
/// | box key | a wrapping, outer, foreign box or purpose key, salt | one box or wrapped data key | nowhere |
///
/// `docs/KEYS.md` tells the same with the byte formats and what is not promised.
@NullMarked
package network.cairn.client.encryption;

import org.jspecify.annotations.NullMarked;
