package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ParsedDocumentsTest {
    private final List<String> read = new ArrayList<>();
    private final ParsedDocuments<String> documents = new ParsedDocuments<>(document -> {
        read.add(text(document));
        return "parsed " + text(document);
    });

    @Test
    void of_aDocument_readOnce() {
        for (int i = 0; i < 3; i++) {
            assertThat(documents.of(Optional.of("\u00e4"))).contains("parsed \u00e4");
        }
        assertThat(documents.of(Optional.of("b"))).contains("parsed b");
        assertThat(documents.of(Optional.empty())).isEmpty();
        assertThat(read).containsExactly("\u00e4", "b");
    }

    @Test
    void of_moreThanAreKept_thoseAskedForLastAreKept() {
        for (int i = 0; i < 300; i++) {
            documents.of(Optional.of("often"));
            documents.of(Optional.of("document " + i));
        }
        assertThat(read).hasSize(301);
        documents.of(Optional.of("document 299"));
        assertThat(read).hasSize(301);
        documents.of(Optional.of("document 0"));
        assertThat(read).hasSize(302);
    }

    @Test
    void of_aDamagedDocument_isABug() {
        var cors = new ParsedDocuments<>(CorsConfiguration::read);
        assertThatThrownBy(() -> cors.of(Optional.of("<CORSConfiguration/>")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be read");
    }
}
