/// Key management: the service that data keys are wrapped under, a key ring of the gateway's own that is
/// one, and how the data keys of objects are protected for each of S3's kinds of server-side encryption.
///
/// A service outside is in `http`. `docs/KEYS.md` has the hierarchy of keys and the formats.
@NullMarked
package network.cairn.gateway.kms;

import org.jspecify.annotations.NullMarked;
