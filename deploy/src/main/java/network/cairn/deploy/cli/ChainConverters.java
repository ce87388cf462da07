package network.cairn.deploy.cli;

import java.net.InetAddress;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Subnet;
import network.cairn.deploy.config.Credits;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;

/// How the words of chain commands are read.
final class ChainConverters {
    private ChainConverters() {}

    private interface Parser<T> {
        T parse(String text);
    }

    private static <T> T parsed(String text, Parser<T> parser) {
        try {
            return parser.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    /// An actor's id.
    static final class OfActor implements ITypeConverter<ActorId> {
        @Override
        public ActorId convert(String text) {
            return parsed(text, ActorId::parse);
        }
    }

    /// A deal's id.
    static final class OfDeal implements ITypeConverter<DealId> {
        @Override
        public DealId convert(String text) {
            return parsed(text, DealId::fromHex);
        }
    }

    /// Credits with decimals.
    static final class OfAmount implements ITypeConverter<Amount> {
        @Override
        public Amount convert(String text) {
            return parsed(text, Credits::parse);
        }
    }

    /// `host:port`, an IPv6 address in brackets.
    static final class OfEndpoint implements ITypeConverter<Endpoint> {
        @Override
        public Endpoint convert(String text) {
            int colon = text.lastIndexOf(':');
            if (colon < 1 || !text.substring(colon + 1).matches("\\d{1,5}")) {
                throw new CommandLine.TypeConversionException("'" + text + "' is not host:port");
            }
            String host = text.substring(0, colon);
            String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
            return parsed(text, _ -> new Endpoint(bare, Integer.parseInt(text.substring(colon + 1))));
        }
    }

    /// An address of the subnet, or the subnet in CIDR form.
    static final class OfSubnet implements ITypeConverter<Subnet> {
        @Override
        public Subnet convert(String text) {
            int slash = text.indexOf('/');
            String address = slash < 0 ? text : text.substring(0, slash);
            return parsed(
                    text, _ -> Subnet.ofAddress(InetAddress.ofLiteral(address).getAddress()));
        }
    }

    /// A percentage with at most two decimals, in hundredths of a percent.
    static final class OfPercent implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (!text.matches("\\d{1,3}(\\.\\d{1,2})?%?")) {
                throw new CommandLine.TypeConversionException("'" + text + "' is not a percentage such as 5%");
            }
            int basisPoints = new java.math.BigDecimal(text.replace("%", ""))
                    .movePointRight(2)
                    .intValueExact();
            if (basisPoints > 10_000) {
                throw new CommandLine.TypeConversionException("'" + text + "' is more than 100%");
            }
            return basisPoints;
        }
    }
}
