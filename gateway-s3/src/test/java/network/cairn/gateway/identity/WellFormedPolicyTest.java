package network.cairn.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WellFormedPolicyTest {
    private final PolicyCheck check = new WellFormedPolicy();

    @Test
    void check_policies_pass() throws Exception {
        check.check(TestIdentities.POLICY);
        check.check("{\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}}");
        for (ManagedPolicy policy : BuiltInPolicies.all()) {
            check.check(policy.document());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"Statement\":[]}",
                "{\"Statement\":[1]}",
                "{\"Statement\":{\"Effect\":\"allow\"}}",
                "{\"Statement\":{\"Effect\":\"Allow\"}} x",
                "{\"Statement\":{\"Effect\":\"Allow\",\"Effect\":\"Allow\"}}",
                "{\"Statement\":"
            })
    void check_otherTexts_areMalformed(String text) {
        IdentityException thrown = catchThrowableOfType(IdentityException.class, () -> check.check(text));
        assertThat(thrown).isNotNull();
        assertThat(thrown.fault()).isEqualTo(IdentityException.Fault.MALFORMED_POLICY);
    }

    @Test
    void check_deeplyNested_isMalformed() {
        String deep = "{\"Statement\":" + "[".repeat(10_000);
        assertThat(catchThrowableOfType(IdentityException.class, () -> check.check(deep)))
                .isNotNull();
    }
}
