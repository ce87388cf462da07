package network.cairn.deploy.admin;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.gateway.GatewayDocuments;
import network.cairn.gateway.admin.AdminApi;
import network.cairn.gateway.admin.AdminResponse;
import network.cairn.gateway.auth.SignedRequest;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.identity.StorageException;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;

/// Answers an operator's calls from the files of a gateway, or from its database, which may run meanwhile: it sees a
/// change within a second. What tenants store is not known here.
public final class GatewayFiles implements AutoCloseable {
    private final GatewayDocuments documents;
    private final AdminApi api;

    private GatewayFiles(GatewayDocuments documents, Identities identities) {
        this.documents = documents;
        this.api = new AdminApi(identities, Optional.empty());
    }

    /// @throws CommandFailure where the keystore cannot be opened, or the identities not be read
    public static GatewayFiles open(
            GatewayFile gateway, Map<String, String> environment, SecureRandom random, InstantSource clock)
            throws CommandFailure {
        GatewayDocuments documents = null;
        GatewayFiles opened = null;
        try {
            documents = GatewayDocuments.open(gateway.gateway(), random);
            opened = new GatewayFiles(
                    documents,
                    Identities.open(
                            documents.identities(),
                            Keystores.masterKey(gateway.keystore(), Keystores.open(gateway.keystore(), environment)),
                            random,
                            clock));
            return opened;
        } catch (StorageException | IOException e) {
            throw unusable(e);
        } finally {
            if (opened == null && documents != null) {
                documents.close();
            }
        }
    }

    public AdminCalls calls() {
        return new AdminCalls((method, rawPath, rawQuery, body) -> answer(api, method, rawPath, rawQuery, body));
    }

    @Override
    public void close() {
        documents.close();
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

    private static CommandFailure unusable(Exception e) {
        return new CommandFailure(Exit.CONFIG, CommandFailure.reason(e), e);
    }
}
