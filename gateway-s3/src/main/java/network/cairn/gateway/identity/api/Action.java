package network.cairn.gateway.identity.api;

import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.xml.XmlWriter;

/// One action of an API: its name, who may call it, and what it does.
///
/// @param resource the ARN that it is about, for policies
/// @param hasResult whether its answer has a result beside the request's id
record Action(ApiService service, String name, Access access, Resource resource, boolean hasResult, Handler handler) {
    /// Who may call it.
    enum Access {
        /// Root, and whom policies allow it.
        BY_POLICY,
        /// Everybody who has signed: it tells callers what they are, or gives them less than they have.
        OPEN,
        /// It judges itself.
        BY_ITSELF
    }

    /// Finds the ARN of what a call is about.
    @FunctionalInterface
    interface Resource {
        String arn(ApiCall call, Account account) throws ApiException;
    }

    /// Carries a call out.
    @FunctionalInterface
    interface Handler {
        /// @param result takes the elements of the result
        void handle(ApiCall call, XmlWriter result) throws ApiException, IdentityException;
    }

    /// An action of IAM with a result.
    static Action iam(String name, Resource resource, Handler handler) {
        return new Action(ApiService.IAM, name, Access.BY_POLICY, resource, true, handler);
    }

    /// An action of IAM whose answer says no more than that it was done.
    static Action silent(String name, Resource resource, Silent handler) {
        return new Action(
                ApiService.IAM, name, Access.BY_POLICY, resource, false, (call, result) -> handler.handle(call));
    }

    /// Carries a call out that has no result.
    @FunctionalInterface
    interface Silent {
        void handle(ApiCall call) throws ApiException, IdentityException;
    }

    static Action sts(String name, Access access, Handler handler) {
        return new Action(ApiService.STS, name, access, (call, account) -> "*", true, handler);
    }
}
