package network.cairn.client.encryption;

/// The two keys that one stream of plaintext is stored under.
///
/// @param data encrypts its frames; a fresh one for every stream
/// @param mask from which the masks of its pieces are derived
public record StreamKeys(DataKey data, MaskKey mask) {}
