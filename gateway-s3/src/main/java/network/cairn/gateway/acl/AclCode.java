package network.cairn.gateway.acl;

import java.util.ArrayList;
import java.util.List;
import network.cairn.proofs.codec.CodecException;

/// The text that access control lists are kept as: `1 OWNER GRANT GRANT...`, where 1 is the version of this
/// form, `OWNER` is `id/name` and a grant `r:id/name` or `r:@all`, its letter that of the permission.
final class AclCode {
    private static final String VERSION = "1";
    private static final String LETTERS = "rwagf";
    private static final List<Permission> PERMISSIONS = List.of(
            Permission.READ, Permission.WRITE, Permission.READ_ACP, Permission.WRITE_ACP, Permission.FULL_CONTROL);
    private static final List<Grantee.Group> GROUPS =
            List.of(Grantee.Group.ALL_USERS, Grantee.Group.AUTHENTICATED_USERS, Grantee.Group.LOG_DELIVERY);
    private static final List<String> GROUP_NAMES = List.of("@all", "@authenticated", "@logs");
    private static final int WORDS_MAX = 2 + Acl.GRANTS_MAX;

    private AclCode() {}

    static String encode(Acl acl) {
        var text = new StringBuilder(VERSION).append(' ');
        append(text, acl.owner());
        for (Grant grant : acl.grants()) {
            text.append(' ')
                    .append(LETTERS.charAt(PERMISSIONS.indexOf(grant.permission())))
                    .append(':');
            switch (grant.grantee()) {
                case Grantee.User(CanonicalUser user) -> append(text, user);
                case Grantee.Group group -> text.append(GROUP_NAMES.get(GROUPS.indexOf(group)));
            }
        }
        return text.toString();
    }

    static Acl decode(String text) throws CodecException {
        String[] words = text.split(" ", WORDS_MAX + 1);
        if (words.length < 2 || words.length > WORDS_MAX || !words[0].equals(VERSION)) {
            throw new CodecException(
                    "not an access control list of version " + VERSION + " with at most " + Acl.GRANTS_MAX + " grants");
        }
        List<Grant> grants = new ArrayList<>();
        for (int i = 2; i < words.length; i++) {
            grants.add(grant(words[i]));
        }
        var acl = new Acl(user(words[1]), grants);
        if (acl.grants().size() != grants.size()) {
            throw new CodecException("a grant is there twice");
        }
        return acl;
    }

    private static void append(StringBuilder text, CanonicalUser user) {
        text.append(user.id()).append('/').append(user.displayName());
    }

    private static Grant grant(String word) throws CodecException {
        int letter = word.isEmpty() ? -1 : LETTERS.indexOf(word.charAt(0));
        if (letter < 0 || !word.startsWith(":", 1)) {
            throw new CodecException("not a grant: \"" + word + "\"");
        }
        String grantee = word.substring(2);
        int group = GROUP_NAMES.indexOf(grantee);
        return new Grant(group < 0 ? Grantee.of(user(grantee)) : GROUPS.get(group), PERMISSIONS.get(letter));
    }

    private static CanonicalUser user(String word) throws CodecException {
        int slash = word.indexOf('/');
        if (slash < 0) {
            throw new CodecException("not a canonical user: \"" + word + "\"");
        }
        try {
            return new CanonicalUser(word.substring(0, slash), word.substring(slash + 1));
        } catch (IllegalArgumentException e) {
            throw new CodecException("not a canonical user: \"" + word + "\"", e);
        }
    }
}
