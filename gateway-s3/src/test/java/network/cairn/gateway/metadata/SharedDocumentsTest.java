package network.cairn.gateway.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class SharedDocumentsTest {
    private static final int CHANGERS = 24;

    private final RowDatabase rows = TestMetadata.shared();
    private final SharedDocuments.Shared one = new SharedDocuments(rows).document("one");

    /// The same as another gateway has it.
    private final SharedDocuments.Shared theirs = new SharedDocuments(rows).document("one");

    @Test
    void change_seenByTheOthersUnderAVersionOfItsOwn() throws Exception {
        assertThat(one.version()).isNull();
        assertThat(one.read()).isNull();
        var versions = new HashSet<String>();
        for (int number = 1; number <= 3; number++) {
            byte[] bytes = {(byte) number};
            one.change(_ -> bytes);
            SharedDocuments.Document read = Objects.requireNonNull(theirs.read());
            assertThat(read.bytes()).isEqualTo(bytes);
            assertThat(read.version()).isEqualTo(theirs.version());
            versions.add(read.version());
        }
        assertThat(versions).hasSize(3);
        assertThat(new SharedDocuments(rows).document("another").version()).isNull();
    }

    @Test
    void change_thatThrows_leavesItAsItIs() throws Exception {
        one.change(_ -> new byte[] {1});
        assertThatThrownBy(() -> one.change(_ -> {
                    throw new IOException("no");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("no");
        assertThat(Objects.requireNonNull(one.read()).bytes()).containsExactly(1);
        assertThat(one.version()).isEqualTo("1");
    }

    @Test
    void change_manyAtOnce_noneIsLost() throws Exception {
        var tasks = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < CHANGERS; i++) {
            var document = i % 2 == 0 ? one : theirs;
            tasks.add(() -> {
                document.change(current -> new byte[] {(byte) (current == null ? 1 : current.bytes()[0] + 1)});
                return true;
            });
        }
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> task : executor.invokeAll(tasks)) {
                assertThat(task.get()).isTrue();
            }
        }
        assertThat(Objects.requireNonNull(one.read()).bytes()).containsExactly(CHANGERS);
    }

    @Test
    void putIfAbsent_twice_theFirstStays() throws Exception {
        assertThat(one.putIfAbsent(new byte[] {1})).isTrue();
        assertThat(theirs.putIfAbsent(new byte[] {2})).isFalse();
        assertThat(Objects.requireNonNull(one.read()).bytes()).containsExactly(1);
    }

    @Test
    void change_largeDocument_whole() throws Exception {
        byte[] large = new byte[5 << 20];
        large[large.length - 1] = 7;
        one.change(_ -> large);
        assertThat(Objects.requireNonNull(theirs.read()).bytes()).isEqualTo(large);
        assertThat(List.of(Objects.requireNonNull(theirs.version()))).containsExactly("1");
    }
}
