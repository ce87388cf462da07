package network.cairn.chain.rpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import java.util.Optional;
import network.cairn.chain.state.Candidates;
import network.cairn.chain.state.Tables;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Delegation;
import network.cairn.client.ledger.ProvenRecord;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Validator;
import network.cairn.client.rpc.ChainRoutes;
import network.cairn.client.rpc.ChainStatus;
import network.cairn.client.rpc.TransactionStatus;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.TransactionId;

/// Answers the routes of {@link ChainRoutes}, but for the stream of events. Blocks; any thread may use it.
final class RpcApi {
    private final RpcNode node;
    private final ChainQueries queries;
    private final Submission submission;

    RpcApi(RpcNode node, BlockFeed feed, RpcLimits limits) {
        this.node = node;
        this.queries = new ChainQueries(node.ledger());
        this.submission = new Submission(node, feed, limits);
    }

    RpcAnswer answer(RpcRequest request) throws RpcException, InterruptedException {
        var path = request.path();
        if (path.size() < 2 || !path.getFirst().equals("v1")) {
            throw unknown(request);
        }
        String route = path.get(1);
        if (route.equals("transactions") && path.size() == 2) {
            if (!request.method().equals("POST")) {
                throw new RpcException(RpcError.METHOD_NOT_ALLOWED, "transactions are submitted by POST");
            }
            return submission.answer(request);
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw new RpcException(RpcError.METHOD_NOT_ALLOWED, "this path takes GET, not " + request.method());
        }
        return switch (path.size()) {
            case 2 -> single(request, route);
            case 3 -> named(request, route, path.get(2));
            case 4 -> {
                if (!route.equals("delegations")) {
                    throw unknown(request);
                }
                yield delegation(request, actor(path.get(2)), actor(path.get(3)));
            }
            default -> throw unknown(request);
        };
    }

    private static RpcException unknown(RpcRequest request) {
        return new RpcException(
                RpcError.NOT_FOUND, "there is no path /" + String.join("/", request.path()) + " here; see /v1/status");
    }

    private RpcAnswer single(RpcRequest request, String route) throws RpcException {
        return switch (route) {
            case "validators" -> validators(request);
            case "status" -> status(request);
            case "genesis" -> {
                var genesis = node.ledger().genesis();
                yield request.wantsCanonical()
                        ? RpcAnswer.canonical(genesis.encode())
                        : RpcAnswer.json(ChainJson.genesis(genesis));
            }
            case "health" -> health();
            default -> throw unknown(request);
        };
    }

    private RpcAnswer named(RpcRequest request, String route, String name) throws RpcException {
        return switch (route) {
            case "accounts" -> account(request, actor(name));
            case "providers" -> provider(request, actor(name));
            case "validators" -> validator(request, actor(name));
            case "blocks" -> block(request, name);
            case "headers" -> header(request, height(name));
            case "certificates" -> certificate(request, height(name));
            case "sets" -> set(request, number(name, "an epoch"));
            case "proofs" -> proof(request, name);
            case "transactions" -> transaction(request, name);
            default -> throw unknown(request);
        };
    }

    private RpcAnswer account(RpcRequest request, ActorId id) throws RpcException {
        var proven = queries.prove(StateKey.account(id));
        if (request.wantsCanonical()) {
            return RpcAnswer.canonical(proven.encode());
        }
        var json = ChainJson.account(decoded(proven, "account " + id, Account::decode));
        return at(proven, json.put("id", id.toString()).put("nextNonce", node.nextNonce(id)));
    }

    private RpcAnswer provider(RpcRequest request, ActorId id) throws RpcException {
        var proven = queries.prove(StateKey.provider(id));
        if (request.wantsCanonical()) {
            return RpcAnswer.canonical(proven.encode());
        }
        var json = ChainJson.provider(decoded(proven, "provider " + id, Provider::decode));
        return at(proven, json.put("id", id.toString()));
    }

    private RpcAnswer validator(RpcRequest request, ActorId id) throws RpcException {
        var proven = queries.prove(StateKey.validator(id));
        if (request.wantsCanonical()) {
            return RpcAnswer.canonical(proven.encode());
        }
        return at(proven, ChainJson.validator(decoded(proven, "validator " + id, Validator::decode)));
    }

    private RpcAnswer delegation(RpcRequest request, ActorId validator, ActorId delegator) throws RpcException {
        var proven = queries.prove(StateKey.delegation(validator, delegator));
        if (request.wantsCanonical()) {
            return RpcAnswer.canonical(proven.encode());
        }
        var json = ChainJson.delegation(
                decoded(proven, "delegation of " + delegator + " to " + validator, Delegation::decode));
        return at(proven, json.put("validator", validator.toString()).put("delegator", delegator.toString()));
    }

    private static RpcAnswer at(ProvenRecord proven, ObjectNode json) {
        return RpcAnswer.json(json.put("height", proven.header().height()));
    }

    /// Reads a record of the state.
    private interface Decoder<T> {
        T decode(byte[] bytes) throws CodecException;
    }

    private static <T> T decoded(ProvenRecord proven, String what, Decoder<T> decoder) throws RpcException {
        var value = proven.value();
        if (value.isEmpty()) {
            throw new RpcException(
                    RpcError.NOT_FOUND,
                    "there is no " + what + " at height " + proven.header().height());
        }
        return decoded(value.get(), what, decoder);
    }

    private static <T> T decoded(byte[] value, String what, Decoder<T> decoder) {
        try {
            return decoder.decode(value);
        } catch (CodecException e) {
            throw new IllegalStateException("the state's record of " + what + " is damaged: " + e.getMessage(), e);
        }
    }

    private RpcAnswer validators(RpcRequest request) throws RpcException {
        var ledger = node.ledger();
        long epoch = ledger.tip().epoch();
        var set = ledger.validators(epoch)
                .orElseThrow(() -> new IllegalStateException("the ledger has no set of its own epoch " + epoch));
        if (request.wantsCanonical()) {
            return RpcAnswer.canonical(set.encode());
        }
        var json = ChainJson.object().put("epoch", epoch);
        json.set("set", ChainJson.set(set));
        ledger.validators(epoch + 1).ifPresent(next -> json.set("nextSet", ChainJson.set(next)));
        var standing = json.putArray("candidates");
        byte[] candidates = ledger.get(Tables.candidates());
        if (candidates != null) {
            for (ActorId id :
                    decoded(candidates, "candidates", Candidates::decode).ids()) {
                byte[] record = ledger.get(StateKey.validator(id));
                if (record != null) {
                    standing.add(ChainJson.validator(decoded(record, "validator " + id, Validator::decode)));
                }
            }
        }
        return RpcAnswer.json(json);
    }

    private RpcAnswer block(RpcRequest request, String name) throws RpcException {
        boolean isHash = name.length() == 2 * BlockHash.LENGTH_BYTES;
        long height = isHash ? queries.height(hash(name)) : height(name);
        var block = queries.block(height);
        return request.wantsCanonical()
                ? RpcAnswer.canonical(block.encode())
                : RpcAnswer.json(ChainJson.block(block, queries.outcomes(height)));
    }

    private RpcAnswer header(RpcRequest request, long height) throws RpcException {
        var header = queries.header(height);
        return request.wantsCanonical()
                ? RpcAnswer.canonical(header.encode())
                : RpcAnswer.json(ChainJson.header(header));
    }

    private RpcAnswer certificate(RpcRequest request, long height) throws RpcException {
        var certified = queries.certified(height);
        return request.wantsCanonical()
                ? RpcAnswer.canonical(certified.encode())
                : RpcAnswer.json(ChainJson.certified(certified));
    }

    private RpcAnswer set(RpcRequest request, long epoch) throws RpcException {
        var set = node.ledger()
                .validators(epoch)
                .orElseThrow(() -> new RpcException(
                        RpcError.NOT_FOUND,
                        "the set of epoch " + epoch + " is not known at epoch "
                                + node.ledger().tip().epoch()));
        return request.wantsCanonical()
                ? RpcAnswer.canonical(set.encode())
                : RpcAnswer.json(ChainJson.set(set).put("epoch", epoch));
    }

    private RpcAnswer proof(RpcRequest request, String hex) throws RpcException {
        StateKey key;
        try {
            key = StateKey.ofBytes(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            throw new RpcException(RpcError.BAD_REQUEST, "not a state key in hexadecimal: " + e.getMessage());
        }
        var proven = queries.prove(key);
        return request.wantsCanonical()
                ? RpcAnswer.canonical(proven.encode())
                : RpcAnswer.json(ChainJson.proven(proven).put("key", key.toString()));
    }

    private RpcAnswer transaction(RpcRequest request, String name) throws RpcException {
        TransactionId id;
        try {
            id = TransactionId.fromHex(name);
        } catch (IllegalArgumentException e) {
            throw new RpcException(RpcError.BAD_REQUEST, "not a transaction's id: " + e.getMessage());
        }
        // Asked first: a transaction that becomes final in between is found below.
        var pending = node.pending(id);
        var inclusion = queries.inclusion(id);
        if (inclusion.isPresent()) {
            if (request.wantsCanonical()) {
                return RpcAnswer.canonical(new TransactionStatus.Final(inclusion.get()).encode());
            }
            var transaction = queries.block(inclusion.get().header().header().height())
                    .transactions()
                    .get(inclusion.get().proof().index());
            var json = ChainJson.inclusion(inclusion.get()).put("id", id.toHex());
            json.set("transaction", ChainJson.transaction(transaction));
            return RpcAnswer.json(json);
        }
        if (pending.isEmpty()) {
            throw new RpcException(
                    RpcError.NOT_FOUND, "transaction " + id + " neither waits here nor is in a block that is kept");
        }
        if (request.wantsCanonical()) {
            return RpcAnswer.canonical(new TransactionStatus.Pending().encode());
        }
        var json = ChainJson.object().put("status", "PENDING").put("id", id.toHex());
        json.set("transaction", ChainJson.transaction(pending.get()));
        return RpcAnswer.json(json);
    }

    private RpcAnswer status(RpcRequest request) throws RpcException {
        var ledger = node.ledger();
        var status = node.status();
        var tip = ledger.tip();
        if (!request.wantsCanonical()) {
            return RpcAnswer.json(StatusJson.of(ledger, status));
        }
        boolean member = ledger.validators(tip.epoch())
                .flatMap(set -> set.member(status.self()))
                .isPresent();
        long connected =
                status.peers().stream().filter(peer -> peer.connected()).count();
        return RpcAnswer.canonical(new ChainStatus(
                        tip.chain(),
                        ledger.genesis().name(),
                        member ? Optional.of(status.self()) : Optional.empty(),
                        tip.height(),
                        tip.hash(),
                        tip.timestampMillis(),
                        ledger.oldestHeight(),
                        status.validator().round(),
                        (int) connected,
                        status.mempool().transactions(),
                        status.mempool().bytes())
                .encode());
    }

    private RpcAnswer health() throws RpcException {
        var status = node.status();
        if (status.failure().isPresent() || status.validator().stopped()) {
            throw new RpcException(
                    RpcError.STOPPED, status.failure().orElse("the validator has stopped; its log says why"));
        }
        return RpcAnswer.json(ChainJson.object()
                .put("status", "ok")
                .put("height", node.ledger().tip().height())
                .put("catchingUp", status.validator().catchingUp()));
    }

    private static ActorId actor(String name) throws RpcException {
        try {
            return ActorId.parse(name);
        } catch (IllegalArgumentException e) {
            throw new RpcException(RpcError.BAD_REQUEST, "not an actor's id: " + e.getMessage());
        }
    }

    private static BlockHash hash(String name) throws RpcException {
        try {
            return BlockHash.fromHex(name);
        } catch (IllegalArgumentException e) {
            throw new RpcException(RpcError.BAD_REQUEST, "not a block's hash: " + e.getMessage());
        }
    }

    private long height(String name) throws RpcException {
        return name.equals(ChainRoutes.LATEST) ? node.ledger().tip().height() : number(name, "a height");
    }

    private static long number(String text, String what) throws RpcException {
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new RpcException(RpcError.BAD_REQUEST, "not " + what + ": " + text);
        }
        return Long.parseLong(text);
    }
}
