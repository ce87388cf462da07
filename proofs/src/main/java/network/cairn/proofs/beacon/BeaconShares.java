package network.cairn.proofs.beacon;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import network.cairn.proofs.id.BeaconSignature;
import supranational.blst.P1_Affine;
import supranational.blst.P2_Affine;

/// Puts shares together, of signatures and of keys, by interpolation in the exponent.
public final class BeaconShares {
    private BeaconShares() {}

    /// The group's signature, from the `threshold` shares with the lowest indices.
    ///
    /// Each share is checked to be a point of G1, not to be a signature: of shares that verify under
    /// their own
    /// keys this is the group's signature, of others it is a point that does not verify under the group's.
    ///
    /// @param threshold how many shares make the signature, at least 1
    /// @param shares by share index, from 1
    /// @return nothing where there are too few shares, or one of those taken is no point of G1 or has no
    ///     possible index
    public static Optional<BeaconSignature> combine(int threshold, SortedMap<Integer, BeaconSignature> shares) {
        if (threshold < 1 || shares.size() < threshold) {
            return Optional.empty();
        }
        int[] places = new int[threshold];
        var points = new P1_Affine[threshold];
        int taken = 0;
        for (Map.Entry<Integer, BeaconSignature> share : shares.entrySet()) {
            if (taken == threshold) {
                break;
            }
            Optional<P1_Affine> point = Bls.signature(share.getValue().toBytes());
            if (point.isEmpty() || share.getKey() < 1) {
                return Optional.empty();
            }
            places[taken] = share.getKey();
            points[taken] = point.get();
            taken++;
        }
        return Optional.of(BeaconSignature.of(Bls.sumOfSignatures(points, Lagrange.factors(places, 0))));
    }

    /// Whether these keys are the shares of that one: whether all lie on one polynomial of degree
    /// `threshold - 1`
    /// with the group's key at 0. Only then do any `threshold` shares make the group's signature.
    ///
    /// @param shareKeys in the order of their indices, which count from 1
    public static boolean areSharesOf(BeaconKey groupKey, int threshold, List<BeaconKey> shareKeys) {
        if (threshold < 1 || shareKeys.size() < threshold) {
            return false;
        }
        int[] places = new int[threshold];
        var points = new P2_Affine[threshold];
        for (int i = 0; i < threshold; i++) {
            places[i] = i + 1;
            points[i] = shareKeys.get(i).point();
        }
        if (!Arrays.equals(groupKey.toBytes(), Bls.sumOfKeys(points, Lagrange.factors(places, 0)))) {
            return false;
        }
        for (int place = threshold + 1; place <= shareKeys.size(); place++) {
            byte[] expected = Bls.sumOfKeys(points, Lagrange.factors(places, place));
            if (!Arrays.equals(shareKeys.get(place - 1).toBytes(), expected)) {
                return false;
            }
        }
        return true;
    }
}
