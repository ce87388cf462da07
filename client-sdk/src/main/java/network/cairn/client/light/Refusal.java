package network.cairn.client.light;

/// Why a light client does not believe a source.
///
/// @param reason the case
/// @param detail what was wrong
public record Refusal(Reason reason, String detail) {
    public enum Reason {
        /// It is of another chain.
        WRONG_CHAIN,
        /// It is not what was asked for: another height or epoch, or numbers that do not fit together.
        WRONG_ANSWER,
        /// The header names other validator sets than the chain chose, or the source's set is not the one
        /// the header names.
        WRONG_SET,
        /// The certificate is not a quorum's of the epoch's set.
        BAD_CERTIFICATE,
        /// It is older than what is known already.
        OLDER_THAN_TRUSTED,
        /// It is of an epoch whose set is not known, because this client began later.
        UNKNOWN_EPOCH,
        /// The newest header is too old by the clock: the chain stands still, or the source withholds it.
        STALE,
        /// Two blocks of one height are final: more than a third of the validators lie. The client
        /// believes nothing from then on.
        FORK,
        /// The proof does not show it.
        NOT_PROVEN,
        /// The proven bytes are not in the form this version knows.
        UNKNOWN_FORM
    }

    @Override
    public String toString() {
        return reason + ": " + detail;
    }
}
