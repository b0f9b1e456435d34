package io.vdb.server.admin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Span;
import io.vdb.server.config.Durations;
import io.vdb.server.config.LogConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Changes what is logged while the server runs, and takes changes back by itself. Loggers belong to
 * the process: of several servers in one, each sees what the others change.
 */
public final class LoggerLevels {

  /** How long a change lasts when nothing is said. */
  public static final Duration DEFAULT_EXPIRY = Duration.ofMinutes(15);

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final int MAX_CHANGED = 100;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_$.-]{1,255}");
  private static final String ROOT = org.slf4j.Logger.ROOT_LOGGER_NAME;

  /** They write down what clients send: keys, vectors and payloads. */
  private static final List<String> TRAFFIC =
      List.of(
          "com.linecorp.armeria.logging.traffic",
          "io.netty.handler.logging",
          "io.netty.handler.codec.http2.Http2FrameLogger");

  /** Loggers that any server of this process has changed. */
  private static final Set<String> CHANGED = ConcurrentHashMap.newKeySet();

  private final Clock clock;
  private final Timer timer;
  private final Object lock = new Object();
  private final Map<String, Overridden> changed = new HashMap<>();
  private long changes;

  /** A change under way; its number tells it from later ones of the same logger. */
  private record Overridden(
      long number,
      @Nullable Level before,
      Optional<Instant> expires,
      Optional<Timer.Scheduled> expiry) {

    void cancelExpiry() {
      expiry.ifPresent(Timer.Scheduled::cancel);
    }
  }

  /**
   * Levels of this process.
   *
   * @param clock tells when a change expires
   * @param timer lets it expire
   */
  public LoggerLevels(Clock clock, Timer timer) {
    this.clock = clock;
    this.timer = timer;
  }

  /** Tells whether a server of this process has changed a logger and not taken it back. */
  public static boolean isChanged(String name) {
    return CHANGED.contains(name);
  }

  /** Keeps what is changed above them away from the audit log and from what shows traffic. */
  void guard() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(AuditLog.LOGGER).setLevel(Level.INFO);
      TRAFFIC.forEach(name -> context.getLogger(name).setLevel(Level.OFF));
    }
  }

  /**
   * Lists loggers by name, the root logger first.
   *
   * @param all every logger that exists; otherwise those with a level of their own
   */
  public List<LoggerState> list(boolean all) {
    synchronized (lock) {
      return loggers().getLoggerList().stream()
          .filter(logger -> all || logger.getLevel() != null)
          .map(this::state)
          .toList();
    }
  }

  /** Returns what a logger logs; NOT_FOUND when it does not exist. */
  public LoggerState get(String name) {
    synchronized (lock) {
      return state(existing(name));
    }
  }

  /**
   * Changes the level of a logger, which need not exist yet, and of those below it that have no
   * level of their own.
   *
   * @param expiry how long, 1 second to 7 days; absent: until it is reset or the server stops
   * @param peer address of who asks
   * @throws VdbException INVALID_ARGUMENT for a name or an expiry out of bounds, for a logger
   *     that cannot be changed, or for a level below info of one that is not ours; RESOURCE_EXHAUSTED when too many are changed
   */
  public LoggerState set(String name, LogLevel level, Optional<Duration> expiry, String peer) {
    String known = checked(name);
    checkChangeable(known);
    checkOurs(known, level);
    expiry.ifPresent(LoggerLevels::checkExpiry);
    synchronized (lock) {
      @Nullable Overridden earlier = changed.get(known);
      if (earlier == null && changed.size() >= MAX_CHANGED) {
        throw new VdbException(
            ErrorCode.RESOURCE_EXHAUSTED,
            MAX_CHANGED + " loggers are changed already: reset one of them first");
      }
      Logger logger = loggers().getLogger(known);
      LogLevel from = LogLevel.of(logger.getEffectiveLevel());
      long number = ++changes;
      Overridden change =
          new Overridden(
              number,
              earlier == null ? logger.getLevel() : earlier.before(),
              expiry.map(clock.instant()::plus),
              expiry.map(delay -> expireLater(known, number, delay)));
      if (earlier != null) {
        earlier.cancelExpiry();
      }
      changed.put(known, change);
      CHANGED.add(known);
      logger.setLevel(level.logback());
      AuditLog.changed(
          "set_logger_level",
          known,
          from.text(),
          level.text() + expiry.map(delay -> " for " + Durations.text(delay)).orElse(""),
          peer);
      return state(logger);
    }
  }

  /** Keeps the id of the request for as long, and nothing else of it. */
  private Timer.Scheduled expireLater(String name, long number, Duration delay) {
    Context context = Context.of(Context.current().correlationId(), Span.none());
    return timer.after(delay, context.wrap(() -> expire(name, number)));
  }

  private void expire(String name, long number) {
    synchronized (lock) {
      @Nullable Overridden change = changed.get(name);
      if (change != null && change.number() == number) {
        takeBack(loggers().getLogger(name), "expire_logger_level", "");
      }
    }
  }

  /**
   * Gives a logger the level back that it had before it was first changed; does nothing when it was
   * not changed.
   *
   * @param peer address of who asks
   * @throws VdbException NOT_FOUND when there is no such logger
   */
  public LoggerState reset(String name, String peer) {
    synchronized (lock) {
      Logger logger = existing(name);
      takeBack(logger, "reset_logger", peer);
      return state(logger);
    }
  }

  /** Takes every change back. */
  void resetAll() {
    synchronized (lock) {
      List.copyOf(changed.keySet())
          .forEach(name -> takeBack(loggers().getLogger(name), "reset_logger", ""));
    }
  }

  private void takeBack(Logger logger, String action, String peer) {
    @Nullable Overridden change = changed.remove(logger.getName());
    if (change == null) {
      return;
    }
    change.cancelExpiry();
    CHANGED.remove(logger.getName());
    LogLevel from = LogLevel.of(logger.getEffectiveLevel());
    logger.setLevel(change.before());
    LogLevel to = LogLevel.of(logger.getEffectiveLevel());
    AuditLog.changed(action, logger.getName(), from.text(), to.text(), peer);
  }

  private LoggerState state(Logger logger) {
    @Nullable Overridden change = changed.get(logger.getName());
    return new LoggerState(
        logger.getName(),
        LogLevel.of(logger.getEffectiveLevel()),
        logger.getLevel() != null,
        change == null
            ? Optional.empty()
            : Optional.of(
                new LoggerState.Change(
                    Optional.ofNullable(change.before()).map(LogLevel::of), change.expires())));
  }

  private static Logger existing(String name) {
    @Nullable Logger logger = loggers().exists(checked(name));
    if (logger == null) {
      throw new VdbException(ErrorCode.NOT_FOUND, "there is no logger of this name");
    }
    return logger;
  }

  private static String checked(String name) {
    if (name.equalsIgnoreCase(ROOT)) {
      return ROOT;
    }
    if (!NAME.matcher(name).matches() || name.startsWith(".") || name.endsWith(".")) {
      throw new VdbException(
          ErrorCode.INVALID_ARGUMENT,
          "the name of a logger has 1 to 255 letters, digits and characters of . _ $ -");
    }
    return name;
  }

  private static void checkChangeable(String name) {
    List<String> fixed = new ArrayList<>(TRAFFIC);
    fixed.add(AuditLog.LOGGER);
    for (String logger : fixed) {
      if (name.equals(logger) || name.startsWith(logger + ".")) {
        throw new VdbException(
            ErrorCode.INVALID_ARGUMENT,
            "the logger "
                + logger
                + " cannot be changed: "
                + (TRAFFIC.contains(logger)
                    ? "it would log keys, vectors and payloads"
                    : "changes are always logged"));
      }
    }
  }

  /** What libraries say when they say much may quote keys and data. */
  private static void checkOurs(String name, LogLevel level) {
    if (!LogConfig.isOurs(name) && level.compareTo(LogLevel.INFO) < 0) {
      throw new VdbException(
          ErrorCode.INVALID_ARGUMENT,
          "only "
              + LogConfig.OURS
              + " and the loggers below it can log "
              + level.text()
              + "; others, ROOT included, info at most: what libraries log below that may quote"
              + " keys and data");
    }
  }

  private static void checkExpiry(Duration expiry) {
    if (expiry.compareTo(SHORTEST) < 0 || expiry.compareTo(LONGEST) > 0) {
      throw new VdbException(
          ErrorCode.INVALID_ARGUMENT,
          "a change expires after " + Durations.text(SHORTEST) + " to " + Durations.text(LONGEST));
    }
  }

  private static LoggerContext loggers() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      return context;
    }
    throw new VdbException(
        ErrorCode.UNAVAILABLE, "levels cannot be changed: this process does not log with logback");
  }
}
