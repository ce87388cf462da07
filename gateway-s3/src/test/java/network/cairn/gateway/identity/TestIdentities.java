package network.cairn.gateway.identity;

import java.security.SecureRandom;
import network.cairn.client.encryption.MasterKey;
import network.cairn.gateway.metadata.SettableClock;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.s3.Credential;
import org.jspecify.annotations.Nullable;

/// Identities in memory, and short ways to make some.
public final class TestIdentities {
    /// A policy that allows nothing in particular; documents are opaque here.
    public static final String POLICY =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}]}";

    /// A policy that lets everybody take on a role.
    public static final String TRUST =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":{\"AWS\":\"*\"}}]}";

    public final SettableClock clock = new SettableClock();
    public final MemoryStorage storage = new MemoryStorage();
    public final SecureRandom random = new SecureRandom();
    public final MasterKey gatewayKey = MasterKey.generate(random);
    public final Identities identities = another();

    /// As another process has them.
    public Identities another() {
        return Identities.open(storage, gatewayKey, random, clock);
    }

    public Issuer issuer() {
        return identities.issuer();
    }

    public Tenant tenant(String name) throws IdentityException {
        Tenant tenant = issuer().tenant(name);
        identities.change(directory -> directory.added(tenant));
        return tenant;
    }

    public User user(String tenant, String name) throws IdentityException {
        User user = issuer().user(name, "/");
        identities.change(
                directory -> directory.changed(directory.account(tenant).added(user)));
        return user;
    }

    public IssuedKey rootKey(String tenant) throws IdentityException {
        return key(tenant, new Holder.Root());
    }

    public IssuedKey userKey(String tenant, User user) throws IdentityException {
        return key(tenant, new Holder.OfUser(user.id()));
    }

    private IssuedKey key(String tenant, Holder holder) throws IdentityException {
        IssuedKey key = issuer().key(tenant, holder);
        identities.change(directory -> directory.added(key));
        return key;
    }

    /// Changes one account.
    public void change(String tenant, AccountChange change) throws IdentityException {
        identities.change(directory -> directory.changed(change.apply(directory.account(tenant))));
    }

    /// Makes an account of the one before.
    @FunctionalInterface
    public interface AccountChange {
        Account apply(Account account) throws IdentityException;
    }

    public @Nullable Credential find(IssuedKey key) throws Exception {
        return identities.find(key.id(), null, clock.instant());
    }

    public Caller caller(IssuedKey key) throws Exception {
        Credential found = find(key);
        if (found == null) {
            throw new AssertionError("key " + key.id() + " is not found");
        }
        return found.caller();
    }
}
