package network.cairn.gateway.notification;

import network.cairn.gateway.configuration.EventType;
import org.jspecify.annotations.Nullable;

/// Who changes objects, and what each kind of change is called when they do.
///
/// @param principal whose id the event tells
/// @param sourceAddress where the request came from
/// @param put the event where an object is put
/// @param deleted the event where a version is deleted for good
/// @param marked the event where a delete marker is made
/// @param described the event where something else is said of an object; null for none
public record EventCause(
        String principal,
        String sourceAddress,
        String requestId,
        EventType put,
        EventType deleted,
        EventType marked,
        @Nullable EventType described) {
    private static final String STORE = "s3.amazonaws.com";

    /// The store itself, carrying out lifecycle rules.
    public static EventCause lifecycle() {
        return new EventCause(
                STORE,
                STORE,
                "",
                EventType.OBJECT_CREATED_PUT,
                EventType.LIFECYCLE_EXPIRATION_DELETE,
                EventType.LIFECYCLE_EXPIRATION_DELETE_MARKER_CREATED,
                null);
    }

    /// A client that puts, or deletes.
    ///
    /// @param put how it puts
    public static EventCause client(String principal, String sourceAddress, String requestId, EventType put) {
        return new EventCause(
                principal,
                sourceAddress,
                requestId,
                put,
                EventType.OBJECT_REMOVED_DELETE,
                EventType.OBJECT_REMOVED_DELETE_MARKER_CREATED,
                null);
    }

    /// The same, where it says something else of an object.
    ///
    /// @param event null where that is no event
    public EventCause describing(@Nullable EventType event) {
        return new EventCause(principal, sourceAddress, requestId, put, deleted, marked, event);
    }
}
