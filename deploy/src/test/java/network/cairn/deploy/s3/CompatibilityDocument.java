package network.cairn.deploy.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;

/// `docs/S3-COMPATIBILITY.md`: what the suite's tests show of S3, each operation and parameter a row.
final class CompatibilityDocument {
    static final String PATH = "docs/S3-COMPATIBILITY.md";

    private static final String HEAD = """
        # What Cairn's S3 door does

        Written by the tests that pass: every row is an assertion in `deploy/src/test/java/network/cairn/deploy/s3`, made
        through a real client against a running network. `./verify` fails where this file says anything else than
        they show; after a change, `mvn verify -pl deploy -am -Dcairn.compatibility.write=true` writes it anew.

        - **supported**: a client cannot tell it from S3.
        - **different**: it works, with the difference that the last column names.
        - **refused**: it is not carried out, and the client is told so with the code in the last column.

        A parameter without a row is not tested; the gateway ignores headers that it does not know, as S3 does. The
        clients tested are in `deploy/compat`.

        | Operation | Parameter | Status | Difference |
        |---|---|---|---|
        """;

    private CompatibilityDocument() {}

    /// Every enabled test of the suite that shows a behaviour.
    static List<Method> tests() {
        return suiteClasses().stream()
                .filter(type -> !type.isAnnotationPresent(Disabled.class))
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> !method.isAnnotationPresent(Disabled.class))
                .filter(method -> method.getAnnotationsByType(S3Behaviour.class).length > 0)
                .sorted(Comparator.comparing(
                        method -> method.getDeclaringClass().getName() + "#" + method.getName()))
                .toList();
    }

    /// The document as these tests make it.
    ///
    /// @param isShown whether what a test says holds
    static String of(List<Method> tests, Predicate<Method> isShown) {
        var rows = new TreeMap<Subject, List<S3Behaviour>>();
        for (Method test : tests) {
            if (isShown.test(test)) {
                for (S3Behaviour behaviour : test.getAnnotationsByType(S3Behaviour.class)) {
                    for (String parameter : behaviour.parameter()) {
                        rows.computeIfAbsent(new Subject(behaviour.operation(), parameter), _ -> new ArrayList<>())
                                .add(behaviour);
                    }
                }
            }
        }
        return HEAD
                + rows.entrySet().stream().map(CompatibilityDocument::row).collect(Collectors.joining("\n", "", "\n"));
    }

    private record Subject(String operation, String parameter) implements Comparable<Subject> {
        @Override
        public int compareTo(Subject other) {
            return Comparator.comparing(Subject::operation)
                    .thenComparing(Subject::parameter)
                    .compare(this, other);
        }
    }

    private static String row(Map.Entry<Subject, List<S3Behaviour>> row) {
        var differences = new TreeSet<String>();
        boolean isRefused = false;
        for (S3Behaviour behaviour : row.getValue()) {
            if (!behaviour.difference().isEmpty()) {
                differences.add(behaviour.difference());
            }
            if (!behaviour.refused().isEmpty()) {
                isRefused = true;
                differences.add("`" + behaviour.refused() + "`");
            }
        }
        String status = isRefused ? "refused" : differences.isEmpty() ? "supported" : "different";
        Subject subject = row.getKey();
        String parameter = subject.parameter().isEmpty() ? "" : "`" + subject.parameter() + "`";
        return "| " + subject.operation() + " | " + parameter + " | " + status + " | " + String.join("; ", differences)
                + " |";
    }

    private static List<Class<?>> suiteClasses() {
        try {
            Path folder = Path.of(CompatibilityDocument.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .resolve(CompatibilityDocument.class.getPackageName().replace('.', '/'));
            List<Class<?>> classes = new ArrayList<>();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.sorted().toList()) {
                    String name = String.valueOf(file.getFileName());
                    if (name.endsWith("IT.class")) {
                        Class<?> type = Class.forName(CompatibilityDocument.class.getPackageName() + "."
                                + name.substring(0, name.length() - ".class".length()));
                        if (type.isAnnotationPresent(S3Suite.class)) {
                            classes.add(type);
                        }
                    }
                }
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException | URISyntaxException e) {
            throw new IllegalStateException("the suite's own classes cannot be read", e);
        }
    }
}
