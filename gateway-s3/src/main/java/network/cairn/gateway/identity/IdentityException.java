package network.cairn.gateway.identity;

/// Somebody asked for a change of identities, or for an identity, that cannot be had.
public final class IdentityException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Fault fault;

    /// What kind of mistake it is; each door tells it in its own words.
    public enum Fault {
        /// There is nothing of that name.
        NO_SUCH_ENTITY,
        /// There is something of that name already.
        ENTITY_ALREADY_EXISTS,
        /// One more would be too many, or too much.
        LIMIT_EXCEEDED,
        /// It cannot go while something else hangs on it.
        DELETE_CONFLICT,
        /// A name, a number or a text is not of the form that is asked for.
        VALIDATION,
        /// A policy is not one.
        MALFORMED_POLICY,
        /// It is not the caller's to change, such as a policy that comes with the gateway.
        UNMODIFIABLE
    }

    public IdentityException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    public IdentityException(Fault fault, String message, Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }

    /// The message, which is never missing.
    public String text() {
        String message = getMessage();
        return message == null ? fault.name() : message;
    }

    static IdentityException noSuchEntity(String what, String name) {
        return new IdentityException(Fault.NO_SUCH_ENTITY, "The " + what + " with name " + name + " cannot be found.");
    }

    static IdentityException exists(String what, String name) {
        return new IdentityException(Fault.ENTITY_ALREADY_EXISTS, what + " with name " + name + " already exists.");
    }

    static IdentityException limit(String what, long max) {
        return new IdentityException(Fault.LIMIT_EXCEEDED, "Cannot exceed quota for " + what + ": " + max);
    }

    static IdentityException invalid(String message) {
        return new IdentityException(Fault.VALIDATION, message);
    }
}
