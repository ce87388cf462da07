package network.cairn.deploy.admin;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.gateway.admin.AdminApi;
import network.cairn.gateway.admin.AdminResponse;
import network.cairn.gateway.auth.SignedRequest;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.identity.IdentityFile;
import network.cairn.gateway.identity.StorageException;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;

/// Answers an operator's calls from the files of a gateway, which may run meanwhile: it sees a change within a second.
/// What tenants store is not known here.
public final class GatewayFiles {
    private GatewayFiles() {}

    /// @throws CommandFailure where the keystore cannot be opened, or the identities not be read
    public static AdminCalls open(
            GatewayFile gateway, Map<String, String> environment, SecureRandom random, InstantSource clock)
            throws CommandFailure {
        Identities identities;
        try {
            identities = Identities.open(
                    new IdentityFile(gateway.gateway().accessKeyFile()),
                    Keystores.masterKey(gateway.keystore(), Keystores.open(gateway.keystore(), environment)),
                    random,
                    clock);
        } catch (StorageException e) {
            throw unusable(e);
        }
        var api = new AdminApi(identities, Optional.empty());
        return new AdminCalls((method, rawPath, rawQuery, body) -> answer(api, method, rawPath, rawQuery, body));
    }

    private static AdminResponse answer(AdminApi api, String method, String rawPath, String rawQuery, byte[] body)
            throws CommandFailure {
        try {
            var request = new SignedRequest(method, rawPath, rawQuery, new S3Headers(List.of()));
            return api.answer(method, rawPath, request.query(), body);
        } catch (S3Exception e) {
            throw new IllegalStateException("escapes made here are not read: " + rawQuery, e);
        } catch (StorageException e) {
            throw unusable(e);
        }
    }

    private static CommandFailure unusable(StorageException e) {
        return new CommandFailure(Exit.CONFIG, CommandFailure.reason(e), e);
    }
}
