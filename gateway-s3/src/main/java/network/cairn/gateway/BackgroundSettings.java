package network.cairn.gateway;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import network.cairn.gateway.accesslog.AccessLogSettings;
import network.cairn.gateway.configuration.NotificationTarget;
import network.cairn.gateway.lifecycle.LifecycleSettings;
import network.cairn.gateway.notification.TargetSettings;
import network.cairn.gateway.website.WebsiteSettings;

/// What a gateway does beside serving the requests of S3.
///
/// @param website where it serves buckets as websites; empty for nowhere
/// @param notificationTargets where events in buckets can be sent
public record BackgroundSettings(
        LifecycleSettings lifecycle,
        Optional<WebsiteSettings> website,
        List<TargetSettings> notificationTargets,
        AccessLogSettings accessLogs) {
    public static final BackgroundSettings DEFAULT =
            new BackgroundSettings(LifecycleSettings.DEFAULT, Optional.empty(), List.of(), AccessLogSettings.DEFAULT);

    public BackgroundSettings {
        notificationTargets = List.copyOf(notificationTargets);
        Set<NotificationTarget> targets = new HashSet<>();
        for (TargetSettings target : notificationTargets) {
            if (!targets.add(target.target())) {
                throw new IllegalArgumentException("notificationTargets: there are two of id "
                        + target.target().id());
            }
        }
    }

    /// How buckets' configurations name those targets.
    Set<NotificationTarget> targets() {
        return notificationTargets.stream().map(TargetSettings::target).collect(Collectors.toUnmodifiableSet());
    }
}
