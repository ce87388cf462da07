package network.cairn.deploy.chain;

import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import network.cairn.client.identity.Identity;
import network.cairn.client.transport.HttpStorageNetwork;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.client.transport.NodeException;
import network.cairn.client.transport.TransportLimits;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.proofs.id.ActorId;

/// Asks nodes over mutual TLS how their business goes.
public final class NodeReportWiring {
    private NodeReportWiring() {}

    /// Asks all at once.
    ///
    /// @param asker shows itself to the nodes
    /// @return an answer for each node, in their order
    public static List<NodeReport> ask(
            Identity asker, List<NodeEndpoint> nodes, InstantSource clock, SecureRandom random)
            throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        try (var network = new HttpStorageNetwork(vertx, asker, nodes, clock, random, TransportLimits.defaults());
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<NodeReport>>();
            for (NodeEndpoint node : nodes) {
                answers.add(executor.submit(() -> ask(network, node.id())));
            }
            var reports = new ArrayList<NodeReport>();
            for (Future<NodeReport> answer : answers) {
                try {
                    reports.add(answer.get());
                } catch (ExecutionException e) {
                    throw new IllegalStateException("asking a node", e.getCause());
                }
            }
            return reports;
        } finally {
            vertx.close().await();
        }
    }

    private static NodeReport ask(HttpStorageNetwork network, ActorId id) throws InterruptedException {
        try {
            return NodeReport.of(network.provider(id).report());
        } catch (NodeException e) {
            return NodeReport.none(CommandFailure.reason(e));
        }
    }
}
