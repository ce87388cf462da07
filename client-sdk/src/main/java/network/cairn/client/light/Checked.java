package network.cairn.client.light;

import java.util.function.Function;

/// What a light client makes of a source's answer.
public sealed interface Checked<T> {
    /// The chain says so.
    ///
    /// @param height the final block under whose header it was checked
    record Verified<T>(T value, long height) implements Checked<T> {}

    /// The source's answer does not show it. Another source's may.
    record Refused<T>(Refusal refusal) implements Checked<T> {}

    /// The value in another form.
    default <U> Checked<U> map(Function<? super T, ? extends U> form) {
        return switch (this) {
            case Verified<T>(var value, long height) -> new Verified<>(form.apply(value), height);
            case Refused<T>(var refusal) -> new Refused<>(refusal);
        };
    }

    /// The value.
    ///
    /// @throws RefusedException if the answer was refused
    default T orElseThrow() throws RefusedException {
        return switch (this) {
            case Verified<T>(var value, long _) -> value;
            case Refused<T>(var refusal) -> throw new RefusedException(refusal);
        };
    }
}
