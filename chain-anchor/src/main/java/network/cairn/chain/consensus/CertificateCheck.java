package network.cairn.chain.consensus;

import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.ValidatorSet.Member;

/// Checks a certificate that a peer sent, signatures that were seen before not again.
final class CertificateCheck {
    private final Turn turn;
    private final Certificate certificate;
    private final ViewState known;

    CertificateCheck(Turn turn, Certificate certificate) {
        this.turn = turn;
        this.certificate = certificate;
        this.known = turn.view(certificate.vote().round().view());
    }

    /// Whether a quorum of the set signed it. The power is counted before any signature is checked.
    boolean holds() {
        var config = turn.config;
        var signers = certificate.signers();
        if (signers.length() > config.validators().size()) {
            return false;
        }
        long power = signers.stream()
                .mapToLong(place -> turn.memberAt(place).power())
                .sum();
        if (!config.validators().isQuorum(power)) {
            return false;
        }
        byte[] signed = certificate.vote().signedBytes(config.chain());
        int next = 0;
        for (int place = signers.nextSetBit(0); place >= 0; place = signers.nextSetBit(place + 1)) {
            var member = turn.memberAt(place);
            var signature = certificate.signatures().get(next++);
            if (!isKnown(place, new SignedVote(member.id(), certificate.vote(), signature))
                    && !config.verifier().verify(member.key(), signed, signature)) {
                return false;
            }
        }
        return true;
    }

    private boolean isKnown(int place, SignedVote vote) {
        return vote.equals(known.votesOf(place).sameKind(vote.vote()));
    }

    /// Takes the votes in one by one, so that who also said something else is found out.
    void hearSigners() {
        var signers = certificate.signers();
        int next = 0;
        for (int place = signers.nextSetBit(0); place >= 0; place = signers.nextSetBit(place + 1)) {
            Member member = turn.memberAt(place);
            turn.hear(
                    place,
                    new SignedVote(
                            member.id(),
                            certificate.vote(),
                            certificate.signatures().get(next++)));
        }
    }
}
