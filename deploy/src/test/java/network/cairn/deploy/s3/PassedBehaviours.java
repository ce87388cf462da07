package network.cairn.deploy.s3;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/// Notes which tests of this JVM passed.
final class PassedBehaviours implements TestWatcher {
    private static final Set<String> PASSED = new ConcurrentSkipListSet<>();
    private static final Set<String> FAILED = new ConcurrentSkipListSet<>();

    @Override
    public void testSuccessful(ExtensionContext context) {
        PASSED.add(nameOf(context.getRequiredTestMethod()));
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        FAILED.add(nameOf(context.getRequiredTestMethod()));
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        FAILED.add(nameOf(context.getRequiredTestMethod()));
    }

    /// Whether the test ran, with whatever end.
    static boolean hasRun(Method test) {
        return PASSED.contains(nameOf(test)) || FAILED.contains(nameOf(test));
    }

    /// Whether the test ran, each time with success.
    static boolean isPassed(Method test) {
        return PASSED.contains(nameOf(test)) && !FAILED.contains(nameOf(test));
    }

    private static String nameOf(Method test) {
        return test.getDeclaringClass().getName() + "#" + test.getName();
    }
}
