package network.cairn.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import network.cairn.gateway.identity.Tenant;
import network.cairn.gateway.identity.TenantQuota;
import network.cairn.gateway.identity.TenantRates;

/// What an operator sets for a tenant, to and from JSON. A field that is absent stays as it is; one that is null is
/// no limit any more.
final class TenantSettings {
    private static final Set<String> FIELDS = Set.of("suspended", "quota", "rates");
    private static final Set<String> QUOTA_FIELDS = Set.of("bytesMax", "objectsMax");
    private static final Set<String> RATES_FIELDS = Set.of("requestsPerSecond", "bytesPerSecond");

    private TenantSettings() {}

    static Tenant apply(Tenant tenant, JsonNode settings) throws AdminException {
        check("", settings, FIELDS);
        Tenant changed = tenant;
        JsonNode suspended = settings.path("suspended");
        if (!suspended.isMissingNode()) {
            if (!suspended.isBoolean()) {
                throw AdminException.badRequest("suspended must be true or false");
            }
            changed = changed.suspended(suspended.booleanValue());
        }
        try {
            if (settings.has("quota")) {
                JsonNode quota = settings.path("quota");
                check("quota.", quota, QUOTA_FIELDS);
                changed = changed.with(new TenantQuota(
                        number("quota.", quota, "bytesMax", tenant.quota().bytesMax()),
                        number("quota.", quota, "objectsMax", tenant.quota().objectsMax())));
            }
            if (settings.has("rates")) {
                JsonNode rates = settings.path("rates");
                check("rates.", rates, RATES_FIELDS);
                changed = changed.with(new TenantRates(
                        number(
                                "rates.",
                                rates,
                                "requestsPerSecond",
                                tenant.rates().requestsPerSecond()),
                        number("rates.", rates, "bytesPerSecond", tenant.rates().bytesPerSecond())));
            }
        } catch (IllegalArgumentException e) {
            throw AdminException.badRequest(String.valueOf(e.getMessage()));
        }
        return changed;
    }

    private static void check(String where, JsonNode object, Set<String> known) throws AdminException {
        if (!object.isObject()) {
            throw AdminException.badRequest((where.isEmpty() ? "the body" : where) + " must be a JSON object");
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!known.contains(field.getKey())) {
                throw AdminException.badRequest("there is no setting " + where + field.getKey());
            }
        }
    }

    private static OptionalLong number(String where, JsonNode object, String field, OptionalLong otherwise)
            throws AdminException {
        JsonNode value = object.path(field);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (value.isNull()) {
            return OptionalLong.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw AdminException.badRequest(where + field + " must be a whole number or null");
        }
        return OptionalLong.of(value.longValue());
    }

    /// Writes a tenant's settings into an object.
    static void write(ObjectNode node, Tenant tenant) {
        node.put("name", tenant.name())
                .put("createdAt", tenant.createdAt().toString())
                .put("suspended", tenant.suspended());
        ObjectNode quota = node.putObject("quota");
        put(quota, "bytesMax", tenant.quota().bytesMax());
        put(quota, "objectsMax", tenant.quota().objectsMax());
        ObjectNode rates = node.putObject("rates");
        put(rates, "requestsPerSecond", tenant.rates().requestsPerSecond());
        put(rates, "bytesPerSecond", tenant.rates().bytesPerSecond());
    }

    private static void put(ObjectNode node, String name, OptionalLong value) {
        if (value.isPresent()) {
            node.put(name, value.getAsLong());
        } else {
            node.putNull(name);
        }
    }
}
