package network.cairn.gateway.auth;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// Percent-encoding of request targets, on bytes, as S3 reads it and SigV4 writes it.
public final class PercentCoding {
    private static final String HEX = "0123456789ABCDEF";

    private static final BitSet UNRESERVED = unreserved();

    private PercentCoding() {}

    /// The bytes that a raw piece of a target stands for.
    ///
    /// @param raw one character a byte, as HTTP carries it
    /// @param plusIsSpace true in queries, false in paths
    /// @throws S3Exception `InvalidURI` for a broken escape
    static byte[] decode(String raw, boolean plusIsSpace) throws S3Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
                int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new S3Exception(S3ErrorCode.INVALID_URI);
                }
                out.write((high << 4) | low);
                i += 2;
            } else if (c > 0xff) {
                throw new S3Exception(S3ErrorCode.INVALID_URI);
            } else {
                out.write((c == '+' && plusIsSpace) ? ' ' : c);
            }
        }
        return out.toByteArray();
    }

    /// Like [#decode], read as UTF-8.
    ///
    /// @throws S3Exception `InvalidURI` for a broken escape or bytes that are not UTF-8
    public static String decodeUtf8(String raw, boolean plusIsSpace) throws S3Exception {
        byte[] bytes = decode(raw, plusIsSpace);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new S3Exception(S3ErrorCode.INVALID_URI, S3ErrorCode.INVALID_URI.message(), e);
        }
    }

    /// SigV4's encoding: everything but the unreserved characters, and the slash where asked,
    /// becomes `%XY`.
    public static String encode(byte[] bytes, boolean keepSlash) {
        StringBuilder out = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            int c = b & 0xff;
            boolean plain = UNRESERVED.get(c) || (c == '/' && keepSlash);
            if (plain) {
                out.append((char) c);
            } else {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return out.toString();
    }

    /// SigV4's encoding of text as UTF-8, slashes included.
    public static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8), false);
    }

    private static BitSet unreserved() {
        BitSet set = new BitSet(256);
        set.set('A', 'Z' + 1);
        set.set('a', 'z' + 1);
        set.set('0', '9' + 1);
        for (char c : "-._~".toCharArray()) {
            set.set(c);
        }
        return set;
    }
}
