package network.cairn.deploy.role;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import network.cairn.deploy.config.ProcessSettings.LogLevel;
import org.slf4j.LoggerFactory;

/// Where a process's log goes: to stderr, or to a file of bounded size with a few older ones beside it.
///
/// Set in code rather than by a file: reading one costs a starting process more than all of its own classes.
public final class RoleLogging {
    static final long LOG_FILE_BYTES_MAX = 16L << 20;
    static final int OLDER_LOG_FILES_MAX = 3;

    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level [%thread] %logger{20} %msg%n";

    private RoleLogging() {}

    public static void toStderr(LogLevel level) {
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setTarget("System.err");
        install(appender, level);
    }

    public static void toFile(Path file, LogLevel level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var appender = new RollingFileAppender<ILoggingEvent>();
        appender.setFile(file.toString());
        appender.setContext(context);
        var window = new FixedWindowRollingPolicy();
        window.setContext(context);
        window.setParent(appender);
        window.setFileNamePattern(file + ".%i");
        window.setMinIndex(1);
        window.setMaxIndex(OLDER_LOG_FILES_MAX);
        window.start();
        var trigger = new SizeBasedTriggeringPolicy<ILoggingEvent>();
        trigger.setContext(context);
        trigger.setMaxFileSize(new FileSize(LOG_FILE_BYTES_MAX));
        trigger.start();
        appender.setRollingPolicy(window);
        appender.setTriggeringPolicy(trigger);
        install(appender, level);
    }

    private static void install(OutputStreamAppender<ILoggingEvent> appender, LogLevel level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
        root.setLevel(Level.toLevel(level.name()));
        // The servers' own libraries say at INFO and DEBUG what only their authors need.
        Level libraries = level == LogLevel.ERROR ? Level.ERROR : Level.WARN;
        context.getLogger("io.netty").setLevel(libraries);
        context.getLogger("io.vertx").setLevel(libraries);
        // It logs as an error each request that was cancelled on purpose, as an upload's slowest pieces are.
        context.getLogger("io.vertx.core.http.impl.HttpClientRequestImpl").setLevel(Level.OFF);
    }
}
