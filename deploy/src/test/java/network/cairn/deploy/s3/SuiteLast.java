package network.cairn.deploy.s3;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/// Runs the suite's classes after all others, so that its network is up for them alone, and the document's after those.
public final class SuiteLast implements ClassOrderer {
    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors().sort(Comparator.comparingInt(SuiteLast::turn));
    }

    private static int turn(ClassDescriptor descriptor) {
        Class<?> type = descriptor.getTestClass();
        return type.equals(CompatibilityDocumentIT.class) ? 2 : type.isAnnotationPresent(S3Suite.class) ? 1 : 0;
    }
}
