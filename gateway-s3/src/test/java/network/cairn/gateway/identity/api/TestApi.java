package network.cairn.gateway.identity.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import network.cairn.gateway.identity.IssuedKey;
import network.cairn.gateway.identity.TestIdentities;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.xml.XmlElement;
import network.cairn.gateway.xml.XmlReader;

/// IAM and STS over identities in memory, and a judge who allows what was noted.
final class TestApi implements Permissions {
    final TestIdentities world = new TestIdentities();
    final IdentityApi api =
            new IdentityApi(world.identities, PolicyPermissions.IDENTITY, PolicyPermissions.TRUST, this);

    /// What is allowed: a caller's ARN, an action and a resource, with spaces between.
    final Set<String> allowed = new HashSet<>();

    /// What was asked, in the same form.
    final List<String> asked = new ArrayList<>();

    /// What assumptions were asked about.
    final List<Assumption> assumptions = new ArrayList<>();

    /// The tenant alice, and its root.
    final Caller root;

    TestApi() throws Exception {
        world.tenant("alice");
        root = world.caller(world.rootKey("alice"));
    }

    @Override
    public boolean allows(Caller caller, String action, String resource, Map<String, List<String>> conditions) {
        String question = caller.arn() + " " + action + " " + resource;
        asked.add(question);
        return allowed.contains(question);
    }

    @Override
    public boolean allowsAssumption(Caller caller, Assumption assumption) {
        assumptions.add(assumption);
        return allowed.contains(caller.arn() + " sts:AssumeRole " + assumption.roleArn());
    }

    /// The document of an answer.
    record Answer(int status, XmlElement document) {
        /// The text at a path below the root: `GetUserResult/User/Arn`.
        String at(String path) {
            return find(path).text();
        }

        XmlElement find(String path) {
            XmlElement element = document;
            for (String name : path.split("/", -1)) {
                assertThat(element.children(name)).as(name + " in " + element).isNotEmpty();
                element = element.children(name).getFirst();
            }
            return element;
        }

        /// The texts of a field of all members of a list.
        List<String> members(String path, String field) {
            return find(path).children("member").stream()
                    .map(member -> field.isEmpty()
                            ? member.text()
                            : member.childText(field).orElse(""))
                    .toList();
        }
    }

    /// Calls, whatever comes of it.
    Answer ask(Caller caller, String action, String... namesAndValues) throws Exception {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("Action", action);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        ApiResponse response = api.answer(
                new ApiCall(ApiParameters.of(parameters), caller, "request-1", world.clock.instant(), Map.of()));
        return new Answer(
                response.status(),
                XmlReader.read(response.document(), response.status() == 200 ? action + "Response" : "ErrorResponse"));
    }

    /// Calls as alice's root, which must succeed.
    Answer call(String action, String... namesAndValues) throws Exception {
        return callAs(root, action, namesAndValues);
    }

    Answer callAs(Caller caller, String action, String... namesAndValues) throws Exception {
        Answer answer = ask(caller, action, namesAndValues);
        assertThat(answer.status()).as(answer.document().toString()).isEqualTo(200);
        assertThat(answer.at("ResponseMetadata/RequestId")).isEqualTo("request-1");
        return answer;
    }

    /// The status and code of an error: `404 NoSuchEntity`.
    String error(String action, String... namesAndValues) throws Exception {
        return errorAs(root, action, namesAndValues);
    }

    String errorAs(Caller caller, String action, String... namesAndValues) throws Exception {
        Answer answer = ask(caller, action, namesAndValues);
        assertThat(answer.document().name()).isEqualTo("ErrorResponse");
        assertThat(answer.at("RequestId")).isEqualTo("request-1");
        return answer.status() + " " + answer.at("Error/Code");
    }

    /// Makes a user and a key for it.
    Caller user(String name) throws Exception {
        call("CreateUser", "UserName", name);
        IssuedKey key = world.userKey(
                "alice", world.identities.directory().account("alice").users().get(name));
        return world.caller(key);
    }

    /// Who has temporary credentials.
    Caller session(Answer answer, String action) throws Exception {
        String credentials = action + "Result/Credentials/";
        return Objects.requireNonNull(world.identities.find(
                        answer.at(credentials + "AccessKeyId"),
                        answer.at(credentials + "SessionToken"),
                        world.clock.instant()))
                .caller();
    }
}
