package network.cairn.deploy.chain;

import java.util.List;
import network.cairn.client.ledger.Endpoint;

/// The network between validators that run as processes, which a test can cut. They are numbered from 0.
interface ValidatorLinks extends AutoCloseable {
    /// Where a validator listens for the others.
    Endpoint endpoint(int number);

    /// Where a validator finds another one.
    Endpoint dialled(int from, int to);

    /// The host of a validator's RPC, which the test reaches whatever is cut.
    String rpcHost(int number);

    /// What a validator's command line begins with, to have it in its place of the network.
    List<String> launcher(int number);

    /// What validators of different sides say is lost from now on, without a word to either.
    void silenceBetween(List<Integer> oneSide, List<Integer> otherSide);

    /// Everybody reaches everybody again.
    void heal();

    @Override
    void close();
}
