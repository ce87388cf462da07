package network.cairn.client.ledger;

import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Signature;

/// A vote and its validator's signature over it, the chain's id before it.
public record SignedVote(ActorId validator, Vote vote, Signature signature) {
    public static SignedVote sign(Signer validator, ChainId chain, Vote vote) {
        return new SignedVote(validator.publicIdentity().id(), vote, validator.sign(vote.signedBytes(chain)));
    }

    /// Whether it is signed with this key, and this is its validator's.
    public boolean isSignedWith(PublicIdentity key, ChainId chain, SignatureVerifier verifier) {
        return key.id().equals(validator) && verifier.verify(key, vote.signedBytes(chain), signature);
    }

    public byte[] encode() {
        var writer = new CanonicalWriter();
        write(writer);
        return writer.toBytes();
    }

    public static SignedVote decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var vote = read(reader);
        reader.end();
        return vote;
    }

    void write(CanonicalWriter writer) {
        writer.id(validator).bytes(vote.encode()).id(signature);
    }

    static SignedVote read(CanonicalReader reader) throws CodecException {
        return new SignedVote(
                ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "vote's validator")),
                Vote.decode(reader.bytes(VOTE_BYTES_MAX, "vote")),
                Signature.of(reader.fixed(Signature.LENGTH_BYTES, "vote's signature")));
    }

    private static final int VOTE_BYTES_MAX = 64;
}
