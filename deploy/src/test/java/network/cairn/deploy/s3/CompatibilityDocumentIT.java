package network.cairn.deploy.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import network.cairn.deploy.network.CairnCommandLine;
import org.junit.jupiter.api.Test;

/// Holds the compatibility document to what the suite has just shown; the last class to run.
class CompatibilityDocumentIT {
    private static final String WRITE = "cairn.compatibility.write";

    @Test
    void document_saysWhatTheTestsShowed() throws IOException {
        List<Method> tests = CompatibilityDocument.tests();
        assumeTrue(
                tests.stream().allMatch(PassedBehaviours::hasRun),
                "only a part of the suite was run, which cannot tell what the document should say");
        String shown = CompatibilityDocument.of(tests, PassedBehaviours::isPassed);
        Path document = CairnCommandLine.home().resolve(CompatibilityDocument.PATH);
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(document, shown);
        }
        assertThat(document).exists();
        assertThat(Files.readString(document))
                .as("%s; to write it anew: -D%s=true", CompatibilityDocument.PATH, WRITE)
                .isEqualTo(shown);
    }
}
