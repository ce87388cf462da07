package network.cairn.client.rpc;

import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.TransactionId;

/// The paths of a node's RPC, version 1.
///
/// With `Accept: application/octet-stream` an answer is canonical bytes, otherwise JSON for people. A
/// thing that is not there is 404. The canonical answers:
///
/// - `POST /v1/transactions`: takes a {@link TransactionBatch}, answers {@link SubmissionResults}
/// - `GET /v1/accounts/{id}`, `/v1/providers/{id}`, `/v1/validators/{id}`,
///   `/v1/delegations/{validator}/{delegator}`, `/v1/proofs/{state key in hex}`: a
///   {@link network.cairn.client.ledger.ProvenRecord}, also where the record is absent
/// - `GET /v1/blocks/{height, hash or latest}`: a {@link network.cairn.client.ledger.Block}
/// - `GET /v1/headers/{height or latest}`: a {@link network.cairn.client.ledger.BlockHeader}
/// - `GET /v1/certificates/{height or latest}`: a {@link network.cairn.client.ledger.CertifiedHeader}:
///   the header at that height and the first finalization at or after it
/// - `GET /v1/sets/{epoch}`: a {@link network.cairn.client.ledger.ValidatorSet}
/// - `GET /v1/transactions/{id}`: a {@link TransactionStatus}
/// - `GET /v1/status`: a {@link ChainStatus}
/// - `GET /v1/genesis`: a {@link network.cairn.client.ledger.Genesis}
/// - `GET /v1/events`: server-sent events, each a {@link BlockEvent}
public final class ChainRoutes {
    /// The media type of canonical bytes.
    public static final String CANONICAL = "application/octet-stream";

    public static final String TRANSACTIONS = "/v1/transactions";
    public static final String STATUS = "/v1/status";
    public static final String GENESIS = "/v1/genesis";
    public static final String EVENTS = "/v1/events";

    /// In a height's place: the newest.
    public static final String LATEST = "latest";

    private ChainRoutes() {}

    public static String account(ActorId id) {
        return "/v1/accounts/" + id;
    }

    public static String provider(ActorId id) {
        return "/v1/providers/" + id;
    }

    public static String validator(ActorId id) {
        return "/v1/validators/" + id;
    }

    public static String delegation(ActorId validator, ActorId delegator) {
        return "/v1/delegations/" + validator + "/" + delegator;
    }

    public static String block(long height) {
        return "/v1/blocks/" + height;
    }

    public static String block(BlockHash hash) {
        return "/v1/blocks/" + hash;
    }

    public static String header(long height) {
        return "/v1/headers/" + height;
    }

    public static String certificate(long height) {
        return "/v1/certificates/" + height;
    }

    public static String latestCertificate() {
        return "/v1/certificates/" + LATEST;
    }

    public static String set(long epoch) {
        return "/v1/sets/" + epoch;
    }

    public static String proof(StateKey key) {
        return "/v1/proofs/" + key;
    }

    public static String transaction(TransactionId id) {
        return "/v1/transactions/" + id;
    }
}
