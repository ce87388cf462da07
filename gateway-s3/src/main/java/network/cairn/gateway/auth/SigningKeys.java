package network.cairn.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Signing keys derived from secrets, the most recently used ones kept. Safe for many threads.
final class SigningKeys {
    private record Id(String secret, CredentialScope scope) {}

    private final Map<Id, byte[]> keys;

    SigningKeys(int keysMax) {
        this.keys = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Id, byte[]> eldest) {
                return size() > keysMax;
            }
        };
    }

    byte[] get(String secret, CredentialScope scope) {
        Id id = new Id(secret, scope);
        synchronized (keys) {
            byte[] known = keys.get(id);
            if (known != null) {
                return known;
            }
        }
        byte[] day = Sha256.hmac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), scope.date());
        byte[] service = Sha256.hmac(Sha256.hmac(day, scope.region()), scope.service());
        byte[] key = Sha256.hmac(service, CredentialScope.TERMINATOR);
        synchronized (keys) {
            keys.put(id, key);
        }
        return key;
    }
}
