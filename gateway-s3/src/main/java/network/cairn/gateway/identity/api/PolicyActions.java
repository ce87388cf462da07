package network.cairn.gateway.identity.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.BuiltInPolicies;
import network.cairn.gateway.identity.Grants;
import network.cairn.gateway.identity.Group;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.ManagedPolicy;
import network.cairn.gateway.identity.Registered;
import network.cairn.gateway.identity.Registry;
import network.cairn.gateway.identity.Role;
import network.cairn.gateway.identity.User;
import network.cairn.gateway.xml.XmlWriter;

/// The actions of IAM on managed policies and their versions.
final class PolicyActions {
    private final IamAccounts accounts;

    PolicyActions(IamAccounts accounts) {
        this.accounts = accounts;
    }

    List<Action> all() {
        return List.of(
                Action.iam("CreatePolicy", IamAccounts.fresh("policy", "PolicyName"), this::create),
                Action.iam("GetPolicy", IamAccounts::policy, this::get),
                Action.iam("ListPolicies", IamAccounts.all("policy"), this::list),
                Action.silent("DeletePolicy", IamAccounts::policy, this::delete),
                Action.iam("ListEntitiesForPolicy", IamAccounts::policy, this::listEntities),
                Action.iam("CreatePolicyVersion", IamAccounts::policy, this::createVersion),
                Action.iam("GetPolicyVersion", IamAccounts::policy, this::getVersion),
                Action.iam("ListPolicyVersions", IamAccounts::policy, this::listVersions),
                Action.silent("SetDefaultPolicyVersion", IamAccounts::policy, this::setDefaultVersion),
                Action.silent("DeletePolicyVersion", IamAccounts::policy, this::deleteVersion));
    }

    private void create(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        ApiParameters parameters = call.parameters();
        if (!parameters.tags().isEmpty()) {
            throw new ApiException(ApiError.INVALID_INPUT, "Tags of policies are not kept here.");
        }
        String document = parameters.required("PolicyDocument");
        accounts.identityCheck().check(document);
        ManagedPolicy policy = accounts.issuer()
                .policy(
                        parameters.required("PolicyName"),
                        parameters.get("Path", "/"),
                        parameters.get("Description", ""),
                        document);
        write(result, accounts.change(call, account -> account.added(policy)), policy);
    }

    private static void write(XmlWriter result, Account account, ManagedPolicy policy) {
        result.open("Policy");
        IamXml.policy(result, account, policy, IamXml.arn(account, policy));
        if (!policy.description().isEmpty()) {
            result.element("Description", policy.description());
        }
        result.close();
    }

    /// @throws IdentityException `NO_SUCH_ENTITY`
    static ManagedPolicy named(Account account, String arn) throws IdentityException {
        return account.policyByArn(arn)
                .orElseThrow(() -> new IdentityException(
                        IdentityException.Fault.NO_SUCH_ENTITY,
                        "Policy " + arn + " does not exist or is not attachable."));
    }

    private void get(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        Account account = accounts.of(call);
        write(result, account, named(account, call.parameters().required("PolicyArn")));
    }

    private void list(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        ApiParameters parameters = call.parameters();
        Account account = accounts.of(call);
        String scope = parameters.get("Scope", "All");
        List<ManagedPolicy> policies = new ArrayList<>();
        if (!scope.equals("AWS")) {
            policies.addAll(account.policies().all());
        }
        if (!scope.equals("Local")) {
            policies.addAll(BuiltInPolicies.all());
        }
        String prefix = parameters.get("PathPrefix", "/");
        boolean onlyAttached = parameters.flag("OnlyAttached");
        List<ManagedPolicy> listed = policies.stream()
                .filter(policy -> policy.registration().path().startsWith(prefix))
                .filter(policy -> !onlyAttached || account.attachments(IamXml.arn(account, policy)) > 0)
                .sorted(Comparator.comparing(policy -> IamXml.arn(account, policy), Page.ORDER))
                .toList();
        Page.of(call, listed, policy -> IamXml.arn(account, policy))
                .write(
                        result,
                        "Policies",
                        (xml, policy) -> IamXml.policy(xml, account, policy, IamXml.arn(account, policy)));
    }

    /// Makes a policy of the one before.
    @FunctionalInterface
    private interface Change {
        ManagedPolicy apply(ManagedPolicy policy) throws IdentityException;
    }

    private ManagedPolicy change(ApiCall call, Change change) throws ApiException, IdentityException {
        String arn = call.parameters().required("PolicyArn");
        requireOwn(arn);
        return named(accounts.change(call, account -> account.changed(change.apply(named(account, arn)))), arn);
    }

    private static void requireOwn(String arn) throws ApiException {
        if (BuiltInPolicies.isBuiltIn(arn)) {
            throw new ApiException(
                    ApiError.ACCESS_DENIED, "Policy " + arn + " comes with the gateway and cannot be changed.");
        }
    }

    private void delete(ApiCall call) throws ApiException, IdentityException {
        String arn = call.parameters().required("PolicyArn");
        requireOwn(arn);
        accounts.change(
                call, account -> account.withoutPolicy(named(account, arn).name()));
    }

    /// All to whom a policy is attached, at once.
    private void listEntities(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        Account account = accounts.of(call);
        String arn = call.parameters().required("PolicyArn");
        named(account, arn);
        writeEntities(result, "Group", holders(account.groups(), arn, Group::grants));
        writeEntities(result, "User", holders(account.users(), arn, User::grants));
        writeEntities(result, "Role", holders(account.roles(), arn, Role::grants));
        result.element("IsTruncated", false);
    }

    private static <T extends Registered> List<T> holders(Registry<T> all, String arn, Function<T, Grants> grants) {
        return all.all().stream()
                .filter(one -> grants.apply(one).attached().contains(arn))
                .toList();
    }

    private static void writeEntities(XmlWriter result, String kind, List<? extends Registered> holders) {
        result.open("Policy" + kind + "s");
        for (Registered holder : holders) {
            result.open("member")
                    .element(kind + "Name", holder.name())
                    .element(kind + "Id", holder.id())
                    .close();
        }
        result.close();
    }

    private void createVersion(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        String document = call.parameters().required("PolicyDocument");
        boolean asDefault = call.parameters().flag("SetAsDefault");
        accounts.identityCheck().check(document);
        ManagedPolicy after = change(
                call,
                policy -> policy.withVersion(
                        document, asDefault, accounts.issuer().now()));
        result.open("PolicyVersion");
        IamXml.version(result, after, after.versions().getLast());
        result.close();
    }

    private void getVersion(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        ManagedPolicy policy = named(accounts.of(call), call.parameters().required("PolicyArn"));
        ManagedPolicy.Version version = policy.version(call.parameters().required("VersionId"));
        result.open("PolicyVersion").element("Document", IamXml.document(version.document()));
        IamXml.version(result, policy, version);
        result.close();
    }

    private void listVersions(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        ManagedPolicy policy = named(accounts.of(call), call.parameters().required("PolicyArn"));
        List<ManagedPolicy.Version> versions = policy.versions().stream()
                .sorted(Comparator.comparing(ManagedPolicy.Version::versionId, Page.ORDER))
                .toList();
        Page.of(call, versions, ManagedPolicy.Version::versionId)
                .write(result, "Versions", (xml, version) -> IamXml.version(xml, policy, version));
    }

    private void setDefaultVersion(ApiCall call) throws ApiException, IdentityException {
        String version = call.parameters().required("VersionId");
        change(call, policy -> policy.withDefault(version));
    }

    private void deleteVersion(ApiCall call) throws ApiException, IdentityException {
        String version = call.parameters().required("VersionId");
        change(call, policy -> policy.withoutVersion(version));
    }
}
