package network.cairn.gateway.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts connections and closes those that wait too long for the head of a request.
///
/// A connection is not idle while a request of it is worked on, however long that takes.
final class IdleConnections {
    private static final class State {
        private int requests;
        private long timer;
    }

    private final Vertx vertx;
    private final long idleMillis;
    private final int connectionsMax;
    private final Map<HttpConnection, State> connections = new ConcurrentHashMap<>();

    IdleConnections(Vertx vertx, int connectionsMax, Duration idle) {
        this.vertx = vertx;
        this.connectionsMax = connectionsMax;
        this.idleMillis = idle.toMillis();
    }

    void opened(HttpConnection connection) {
        if (connections.size() >= connectionsMax) {
            connection.close();
            return;
        }
        State state = new State();
        connections.put(connection, state);
        connection.closeHandler(ignored -> {
            connections.remove(connection);
            synchronized (state) {
                vertx.cancelTimer(state.timer);
            }
        });
        synchronized (state) {
            arm(connection, state);
        }
    }

    void requestBegan(HttpConnection connection) {
        State state = connections.get(connection);
        if (state != null) {
            synchronized (state) {
                state.requests++;
                vertx.cancelTimer(state.timer);
            }
        }
    }

    void requestEnded(HttpConnection connection) {
        State state = connections.get(connection);
        if (state != null) {
            synchronized (state) {
                state.requests--;
                if (state.requests == 0) {
                    vertx.cancelTimer(state.timer);
                    arm(connection, state);
                }
            }
        }
    }

    private void arm(HttpConnection connection, State state) {
        state.timer = vertx.setTimer(idleMillis, ignored -> {
            synchronized (state) {
                if (state.requests > 0) {
                    return;
                }
            }
            connection.close();
        });
    }
}
