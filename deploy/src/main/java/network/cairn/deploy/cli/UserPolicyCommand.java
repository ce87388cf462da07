package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.Grants;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.IdentityLimits;
import network.cairn.gateway.identity.PolicyCheck;
import network.cairn.gateway.identity.User;
import network.cairn.gateway.identity.WellFormedPolicy;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Groups what is done with a user's policies.
@Command(
        name = "policy",
        description = {
            "Say what a user may do: by policies of its own, and by managed ones such as",
            "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess."
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            UserPolicyCommand.Put.class,
            UserPolicyCommand.Show.class,
            UserPolicyCommand.ListPolicies.class,
            UserPolicyCommand.Delete.class,
            UserPolicyCommand.Attach.class,
            UserPolicyCommand.Detach.class,
            CommandLine.HelpCommand.class
        })
final class UserPolicyCommand implements Callable<Integer> {
    private static final PolicyCheck CHECK = new WellFormedPolicy();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Missing subcommand: put, show, list, delete, attach or detach");
    }

    /// A command about what one user may do.
    abstract static class OfGrants extends UserCommand.OfOne {
        OfGrants(Terminal terminal) {
            super(terminal);
        }

        /// Makes grants of those before.
        @FunctionalInterface
        interface Change {
            Grants apply(Account account, Grants grants) throws IdentityException;
        }

        final void change(Identities identities, Change change) throws IdentityException, IOException {
            Account after = identities
                    .change(directory -> {
                        Account account = directory.account(tenant);
                        User user = account.users().get(name);
                        return directory.changed(account.changed(user.with(change.apply(account, user.grants()))));
                    })
                    .account(tenant);
            print(after.users().get(name).grants());
        }

        final void print(Grants grants) throws IOException {
            ObjectNode node =
                    JsonNodeFactory.instance.objectNode().put("tenant", tenant).put("user", name);
            var inline = node.putArray("policies");
            var attached = node.putArray("attachedPolicies");
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("POLICY", "KIND"));
            for (String policy : grants.inline().keySet()) {
                inline.add(policy);
                rows.add(List.of(policy, "own"));
            }
            for (String arn : grants.attached()) {
                attached.add(arn);
                rows.add(List.of(arn, "managed"));
            }
            print(node, rows);
        }
    }

    /// Gives a user a policy of its own.
    @Command(
            name = "put",
            description = "Give a user a policy of its own, in place of one of that name.",
            mixinStandardHelpOptions = true)
    static final class Put extends OfGrants {
        @Parameters(index = "1", paramLabel = "POLICY", description = "The policy's name.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String policy;

        @Parameters(index = "2", paramLabel = "FILE", description = "The policy, a JSON file.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Path file;

        Put(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(Identities identities) throws IdentityException, CommandFailure, IOException {
            String document = read();
            CHECK.check(document);
            change(
                    identities,
                    (account, grants) -> grants.withInline(policy, document, IdentityLimits.USER_INLINE_CHARS_MAX));
        }

        private String read() throws CommandFailure {
            try {
                if (Files.size(file) > 4L * IdentityLimits.POLICY_TEXT_CHARS_MAX) {
                    throw new CommandFailure(
                            Exit.USAGE,
                            file + ": a policy has at most " + IdentityLimits.POLICY_TEXT_CHARS_MAX + " characters");
                }
                return Files.readString(file).strip();
            } catch (IOException e) {
                throw new CommandFailure(Exit.CONFIG, file + ": " + CommandFailure.reason(e), e);
            }
        }
    }

    /// Prints a policy.
    @Command(name = "show", description = "Print a policy of a user's own.", mixinStandardHelpOptions = true)
    static final class Show extends OfGrants {
        @Parameters(index = "1", paramLabel = "POLICY", description = "The policy's name.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String policy;

        Show(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(Identities identities) throws IdentityException, IOException {
            String document = identities
                    .directory()
                    .account(tenant)
                    .users()
                    .get(name)
                    .grants()
                    .inline(policy);
            terminal.result(document);
        }
    }

    /// Lists policies.
    @Command(name = "list", description = "List a user's policies.", mixinStandardHelpOptions = true)
    static final class ListPolicies extends OfGrants {
        ListPolicies(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(Identities identities) throws IdentityException, IOException {
            print(identities.directory().account(tenant).users().get(name).grants());
        }
    }

    /// Takes a policy of its own from a user.
    @Command(name = "delete", description = "Take a policy of its own from a user.", mixinStandardHelpOptions = true)
    static final class Delete extends OfGrants {
        @Parameters(index = "1", paramLabel = "POLICY", description = "The policy's name.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String policy;

        Delete(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(Identities identities) throws IdentityException, IOException {
            change(identities, (account, grants) -> grants.withoutInline(policy));
        }
    }

    /// Attaches a managed policy to a user.
    @Command(name = "attach", description = "Attach a managed policy to a user.", mixinStandardHelpOptions = true)
    static final class Attach extends OfGrants {
        @Parameters(index = "1", paramLabel = "ARN", description = "The policy's ARN.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String arn;

        Attach(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(Identities identities) throws IdentityException, IOException {
            change(identities, (account, grants) -> {
                if (account.policyByArn(arn).isEmpty()) {
                    throw new IdentityException(IdentityException.Fault.NO_SUCH_ENTITY, "there is no policy " + arn);
                }
                return grants.withAttached(arn);
            });
        }
    }

    /// Detaches a managed policy from a user.
    @Command(name = "detach", description = "Detach a managed policy from a user.", mixinStandardHelpOptions = true)
    static final class Detach extends OfGrants {
        @Parameters(index = "1", paramLabel = "ARN", description = "The policy's ARN.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String arn;

        Detach(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(Identities identities) throws IdentityException, IOException {
            change(identities, (account, grants) -> grants.withoutAttached(arn));
        }
    }
}
