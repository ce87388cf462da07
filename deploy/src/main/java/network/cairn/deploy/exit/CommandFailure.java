package network.cairn.deploy.exit;

/// A command cannot do what it was asked. The message is one line for the person who asked: what was wrong, the
/// value, and the limit or the remedy.
public final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final Exit exit;

    public CommandFailure(Exit exit, String message) {
        super(message);
        this.exit = exit;
    }

    public CommandFailure(Exit exit, String message, Throwable cause) {
        super(message, cause);
        this.exit = exit;
    }

    public Exit exit() {
        return exit;
    }

    /// What is wrong with a file or address, in words, where the exception's own message is only its name.
    public static String reason(Throwable cause) {
        return switch (cause) {
            case java.nio.file.NoSuchFileException _ -> "no such file or folder";
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case java.nio.file.FileAlreadyExistsException _ -> "exists already";
            case java.nio.file.NotDirectoryException _ -> "not a folder";
            case java.nio.file.FileSystemException e when e.getReason() != null -> e.getReason();
            default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : firstLine(cause.getMessage());
        };
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }
}
