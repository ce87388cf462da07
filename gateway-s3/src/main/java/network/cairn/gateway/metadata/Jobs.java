package network.cairn.gateway.metadata;

import java.time.Instant;
import java.util.Optional;

/// Who works on what in the background, so that of several gateways one at a time does a given piece of work, and
/// goes on where it, or another, was when it stopped.
///
/// A worker that is late with keeping its job may find that another has it: what is done must be right even when
/// two do it at once.
public interface Jobs {
    /// Takes a job that nobody has, or renews it.
    ///
    /// @param holder a name that no other worker has
    /// @param until when it is lost unless it is kept
    /// @return how far it has come, nothing being the beginning; empty where another has it, or it is to rest
    Optional<byte[]> claim(String name, String holder, Instant until);

    /// Notes how far a job has come.
    ///
    /// @return false where the holder has lost it
    boolean keep(String name, String holder, Instant until, byte[] progress);

    /// Ends a job, which begins anew when it has rested.
    ///
    /// @param until before when nobody can claim it
    /// @return false where the holder has lost it
    boolean rest(String name, String holder, Instant until);

    /// The name of a job on a bucket. It is forgotten with the bucket.
    static String onBucket(String kind, BucketId bucket) {
        return bucket + "/" + kind;
    }
}
