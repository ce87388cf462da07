package network.cairn.gateway.identity;

import java.time.Instant;

/// What users, groups, roles and managed policies have in common.
///
/// @param path `/`, or what begins and ends with one; no more than an adornment of the ARN
/// @param id unique and never used again, so that who comes later under an old name is another
/// @param createdAt in whole milliseconds
public record Registration(String name, String path, String id, Instant createdAt) {
    public Registration renamed(String newName, String newPath) {
        return new Registration(newName, newPath, id, createdAt);
    }
}
