package network.cairn.client.ledger;

import java.util.List;
import network.cairn.proofs.id.Digest;

/// What became of a transaction in a block.
public sealed interface Outcome {
    /// It was carried out.
    record Applied() implements Outcome {}

    /// Its fee was taken and nothing else happened.
    record Charged(Rejection rejection) implements Outcome {
        public Charged {
            if (!rejection.reason().charged()) {
                throw new IllegalArgumentException(rejection.reason() + " has no place in a block");
            }
        }
    }

    /// 0 where it was carried out, else the rejection's code.
    default int code() {
        return switch (this) {
            case Applied() -> 0;
            case Charged(var rejection) -> rejection.reason().code();
        };
    }

    /// What a header says of its block's outcomes: SHA-256 of the domain byte `0d` and one byte for
    /// each transaction, its outcome's code.
    static Digest digest(List<Outcome> outcomes) {
        byte[] codes = new byte[outcomes.size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) outcomes.get(i).code();
        }
        return digestOfCodes(codes);
    }

    static Digest digestOfCodes(byte[] codes) {
        return LedgerDomain.digest(LedgerDomain.OUTCOMES, codes);
    }
}
