package network.cairn.deploy.cli;

import java.util.OptionalLong;
import picocli.CommandLine;

/// Limits as people write them: a number, a size, or `none`.
final class LimitText {
    private static final String NONE = "none";

    private LimitText() {}

    /// Reads a size such as `10GiB`, or `none`.
    static final class Size implements CommandLine.ITypeConverter<OptionalLong> {
        @Override
        public OptionalLong convert(String text) {
            return text.equals(NONE) ? OptionalLong.empty() : OptionalLong.of(new ByteSize().convert(text));
        }
    }

    /// Reads a whole number, or `none`.
    static final class Count implements CommandLine.ITypeConverter<OptionalLong> {
        @Override
        public OptionalLong convert(String text) {
            if (text.equals(NONE)) {
                return OptionalLong.empty();
            }
            try {
                long count = Long.parseLong(text);
                if (count >= 0) {
                    return OptionalLong.of(count);
                }
            } catch (NumberFormatException _) {
                // said below
            }
            throw new CommandLine.TypeConversionException("'" + text + "' is neither a whole number nor none");
        }
    }

    static String size(OptionalLong limit) {
        return limit.isPresent() ? ByteSize.write(limit.getAsLong()) : NONE;
    }

    static String count(OptionalLong limit) {
        return limit.isPresent() ? Long.toString(limit.getAsLong()) : NONE;
    }
}
