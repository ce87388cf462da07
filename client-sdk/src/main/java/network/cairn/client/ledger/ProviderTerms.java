package network.cairn.client.ledger;

import java.util.ArrayList;
import java.util.List;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What a storage provider offers, where, and for how much.
///
/// @param endpoints where its node listens, 1 to {@value #ENDPOINTS_MAX}, the preferred first
/// @param operator who runs it: pieces of one segment go to different operators; 1 to {@value
///     #NAME_BYTES_MAX} bytes
/// @param region where it stands, as its operator names it; 1 to {@value #NAME_BYTES_MAX} bytes
/// @param subnet the network it is in, in CIDR form; pieces of one segment go to different ones
/// @param pricePerGibMonth asked for storing one GiB (2^30 bytes) for 30 days
/// @param egressPricePerGib asked for serving one GiB
/// @param capacityBytes what it offers in all; 0 takes no new pieces
public record ProviderTerms(
        List<Endpoint> endpoints,
        String operator,
        String region,
        Subnet subnet,
        Amount pricePerGibMonth,
        Amount egressPricePerGib,
        long capacityBytes) {
    public static final int ENDPOINTS_MAX = 8;
    public static final int NAME_BYTES_MAX = 64;

    public ProviderTerms {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty() || endpoints.size() > ENDPOINTS_MAX) {
            throw new IllegalArgumentException(
                    "a provider has 1 to " + ENDPOINTS_MAX + " endpoints, not " + endpoints.size());
        }
        checkName("operator", operator);
        checkName("region", region);
        if (capacityBytes < 0) {
            throw new IllegalArgumentException("a capacity is not negative: " + capacityBytes);
        }
    }

    private static void checkName(String field, String name) {
        if (name.isEmpty()
                || name.length() > NAME_BYTES_MAX
                || !name.chars().allMatch(c -> c >= ' ' && c <= '~')
                || !name.equals(name.strip())) {
            throw new IllegalArgumentException(
                    field + " is 1 to " + NAME_BYTES_MAX + " printable ASCII characters without blanks at its ends");
        }
    }

    void write(CanonicalWriter writer) {
        writer.u8(endpoints.size());
        endpoints.forEach(endpoint -> endpoint.write(writer));
        writer.text(operator).text(region);
        subnet.write(writer);
        pricePerGibMonth.write(writer);
        egressPricePerGib.write(writer);
        writer.u64(capacityBytes);
    }

    static ProviderTerms read(CanonicalReader reader) throws CodecException {
        int count = reader.u8("provider endpoints");
        if (count > ENDPOINTS_MAX) {
            throw new CodecException("a provider has at most " + ENDPOINTS_MAX + " endpoints, not " + count);
        }
        var endpoints = new ArrayList<Endpoint>();
        for (int i = 0; i < count; i++) {
            endpoints.add(Endpoint.read(reader, "provider endpoint"));
        }
        String operator = reader.text(NAME_BYTES_MAX, "provider operator");
        String region = reader.text(NAME_BYTES_MAX, "provider region");
        var subnet = Subnet.read(reader);
        var price = Amount.read(reader, "provider price");
        var egress = Amount.read(reader, "provider egress price");
        long capacity = reader.u64("provider capacity");
        return LedgerDomain.checked(
                "provider terms",
                () -> new ProviderTerms(endpoints, operator, region, subnet, price, egress, capacity));
    }
}
