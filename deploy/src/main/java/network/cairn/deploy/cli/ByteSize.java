package network.cairn.deploy.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/// Sizes as people write and read them: `500MiB`, `10GiB`, `2TB`.
final class ByteSize implements CommandLine.ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})([KMGT]i?)?B?");
    private static final String LETTERS = "KMGT";
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

    @Override
    public Long convert(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new CommandLine.TypeConversionException("'" + text + "' is not a size such as 10GiB");
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        if (unit == null) {
            return number;
        }
        long base = unit.endsWith("i") ? 1024 : 1000;
        try {
            for (int i = 0; i <= LETTERS.indexOf(unit.charAt(0)); i++) {
                number = Math.multiplyExact(number, base);
            }
            return number;
        } catch (ArithmeticException _) {
            throw new CommandLine.TypeConversionException("'" + text + "' is more than " + Long.MAX_VALUE + " bytes");
        }
    }

    static String write(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.size() - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0
                ? bytes + " B"
                : String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, UNITS.get(unit));
    }
}
