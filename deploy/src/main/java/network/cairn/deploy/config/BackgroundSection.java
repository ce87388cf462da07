package network.cairn.deploy.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.gateway.BackgroundSettings;
import network.cairn.gateway.accesslog.AccessLogSettings;
import network.cairn.gateway.lifecycle.LifecycleSettings;
import network.cairn.gateway.notification.TargetSettings;
import network.cairn.gateway.website.WebsiteSettings;

/// The keys of a gateway's configuration file that say what it does beside serving requests.
final class BackgroundSection {
    private BackgroundSection() {}

    /// @throws IllegalArgumentException naming what cannot be
    static BackgroundSettings read(ConfigDocument document) throws CommandFailure {
        Duration dayLength = document.optional(
                "lifecycleDayLength",
                ConfigType.duration(Duration.ofMillis(1), Duration.ofDays(1)),
                LifecycleSettings.DEFAULT.calendar().dayLength());
        Optional<Integer> websitePort =
                document.optional("websitePort", ConfigType.integer(0, 65535).orNone(), Optional.empty());
        List<String> websiteDomains =
                document.optional("websiteDomains", ConfigType.listOf(ConfigType.text()), List.of());
        AccessLogSettings logs = AccessLogSettings.DEFAULT;
        return new BackgroundSettings(
                LifecycleSettings.of(dayLength),
                websitePort.map(port -> new WebsiteSettings(port, websiteDomains)),
                targets(document),
                logs.with(
                        document.optional(
                                "accessLogDelay",
                                ConfigType.duration(Duration.ofSeconds(1), Duration.ofDays(1)),
                                logs.flushDelay()),
                        document.optional("accessLogBytes", ConfigType.integer(1024, 1 << 30), logs.flushBytes())));
    }

    private static List<TargetSettings> targets(ConfigDocument document) throws CommandFailure {
        var targets = new ArrayList<TargetSettings>();
        for (ConfigDocument section : document.optionalSections("notificationTargets")) {
            String id = section.required("id", ConfigType.text());
            Kind kind = section.required("type", ConfigType.oneOf(Kind.class));
            Duration timeout = section.optional(
                    "timeout",
                    ConfigType.duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
                    TargetSettings.TIMEOUT_DEFAULT);
            targets.add(
                    switch (kind) {
                        case WEBHOOK -> webhook(section, id, timeout);
                        case KAFKA -> kafka(section, id, timeout);
                    });
            section.rejectUnknown();
        }
        return targets;
    }

    private enum Kind {
        WEBHOOK,
        KAFKA
    }

    private static TargetSettings webhook(ConfigDocument section, String id, Duration timeout) throws CommandFailure {
        return new TargetSettings.Webhook(
                id,
                URI.create(section.required("url", ConfigType.text())),
                section.optional("token", ConfigType.text().orNone(), Optional.empty()),
                section.optional("certificatesFile", ConfigType.path().orNone(), Optional.<Path>empty()),
                timeout);
    }

    private static TargetSettings kafka(ConfigDocument section, String id, Duration timeout) throws CommandFailure {
        Map<String, String> properties = new HashMap<>();
        for (String property :
                section.optional("properties", ConfigType.listOf(ConfigType.text()), List.<String>of())) {
            int equals = property.indexOf('=');
            if (equals < 1) {
                throw section.failure("properties: " + property + ": must be name=value");
            }
            properties.put(
                    property.substring(0, equals).strip(),
                    property.substring(equals + 1).strip());
        }
        return new TargetSettings.Kafka(
                id,
                section.required("servers", ConfigType.listOf(ConfigType.text())),
                section.required("topic", ConfigType.text()),
                properties,
                timeout);
    }
}
