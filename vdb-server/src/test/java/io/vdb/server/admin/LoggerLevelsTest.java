package io.vdb.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

final class LoggerLevelsTest {

  private static final String NAME = "io.vdb.test.levels.Thing";
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String PEER = "192.0.2.7";

  private final List<Later> later = new ArrayList<>();
  private final Logger audit = logger("io.vdb.server.audit");
  private final ListAppender<ILoggingEvent> audited = new ListAppender<>();
  private final LoggerLevels levels =
      new LoggerLevels(
          Clock.fixed(NOW, ZoneOffset.UTC),
          (delay, task) -> {
            Later waiting = new Later(delay, task, new AtomicBoolean());
            later.add(waiting);
            return () -> waiting.cancelled().set(true);
          });

  /** A task that waits for its time. */
  private record Later(Duration delay, Runnable task, AtomicBoolean cancelled) {}

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  @BeforeEach
  void listen() {
    levels.guard();
    audited.start();
    audit.addAppender(audited);
    logger(NAME).setLevel(null);
    logger("io.vdb.test").setLevel(Level.WARN);
  }

  @AfterEach
  void stopListening() {
    levels.resetAll();
    audit.detachAppender(audited);
  }

  private LoggerState set(LogLevel level, Duration expiry) {
    return levels.set(NAME, level, Optional.of(expiry), PEER);
  }

  private List<String> audits() {
    return audited.list.stream()
        .map(
            event ->
                event.getKeyValuePairs().stream()
                    .map(pair -> pair.key + "=" + pair.value)
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  @Test
  void takesAChangeBackWhenItsTimeIsOver() {
    LoggerState changed = set(LogLevel.DEBUG, Duration.ofMinutes(10));

    assertThat(logger(NAME).isDebugEnabled()).isTrue();
    assertThat(changed.level()).isEqualTo(LogLevel.DEBUG);
    assertThat(changed.change().orElseThrow().expires())
        .contains(NOW.plus(Duration.ofMinutes(10)));
    assertThat(later).hasSize(1);
    assertThat(later.getFirst().delay()).isEqualTo(Duration.ofMinutes(10));

    later.getFirst().task().run();

    assertThat(logger(NAME).getLevel()).isNull();
    assertThat(logger(NAME).isInfoEnabled()).isFalse();
    assertThat(levels.get(NAME))
        .isEqualTo(new LoggerState(NAME, LogLevel.WARN, false, Optional.empty()));
  }

  @Test
  void goesBackToTheFirstLevelHoweverOftenItWasChanged() {
    logger(NAME).setLevel(Level.ERROR);
    set(LogLevel.DEBUG, Duration.ofMinutes(10));
    set(LogLevel.TRACE, Duration.ofMinutes(20));

    later.getFirst().task().run();

    assertThat(logger(NAME).getLevel()).isEqualTo(Level.TRACE);

    later.getLast().task().run();

    assertThat(logger(NAME).getLevel()).isEqualTo(Level.ERROR);
  }

  @Test
  void keepsAChangeThatIsNotToExpireUntilItIsReset() {
    LoggerState changed = levels.set(NAME, LogLevel.TRACE, Optional.empty(), PEER);

    assertThat(later).isEmpty();
    assertThat(changed.change().orElseThrow().expires()).isEmpty();

    assertThat(levels.reset(NAME, PEER).change()).isEmpty();
    assertThat(logger(NAME).getLevel()).isNull();
  }

  @Test
  void doesNotTakeBackALaterChangeOfALoggerThatWasReset() {
    set(LogLevel.DEBUG, Duration.ofMinutes(10));
    levels.reset(NAME, PEER);
    set(LogLevel.TRACE, Duration.ofMinutes(20));

    later.getFirst().task().run();

    assertThat(logger(NAME).getLevel()).isEqualTo(Level.TRACE);
  }

  @Test
  void waitsForNothingThatWasReplacedOrReset() {
    set(LogLevel.DEBUG, Duration.ofDays(7));
    set(LogLevel.TRACE, Duration.ofDays(6));
    assertThat(later).extracting(task -> task.cancelled().get()).containsExactly(true, false);

    levels.reset(NAME, PEER);
    assertThat(later.getLast().cancelled()).isTrue();

    set(LogLevel.DEBUG, Duration.ofDays(5));
    levels.resetAll();
    assertThat(later.getLast().cancelled()).isTrue();
  }

  @Test
  void keepsTheIdOfTheRequestAndNotItsSpan() {
    List<Context> seen = new ArrayList<>();
    ListAppender<ILoggingEvent> noting =
        new ListAppender<>() {
          @Override
          protected void append(ILoggingEvent event) {
            seen.add(Context.current());
          }
        };
    Span span = Span.unrecorded(TraceContext.random(true));
    Context.of("corr-2", span).run(() -> set(LogLevel.DEBUG, Duration.ofDays(7)));
    noting.start();
    audit.addAppender(noting);
    try {
      later.getFirst().task().run();
    } finally {
      audit.detachAppender(noting);
    }

    assertThat(seen).extracting(Context::correlationId).containsExactly("corr-2");
    assertThat(seen.getFirst().span().context().isValid()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ROOT", "org.apache.lucene", "io.vdbx", "com.linecorp.armeria"})
  void letsLibrariesSayNoMoreThanInfo(String name) {
    for (LogLevel level : List.of(LogLevel.TRACE, LogLevel.DEBUG)) {
      assertThatThrownBy(() -> levels.set(name, level, Optional.empty(), PEER))
          .isInstanceOfSatisfying(
              VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
          .hasMessageContaining("only io.vdb")
          .hasMessageContaining(level.text());
    }
    assertThat(audits()).isEmpty();
    assertThat(levels.set(name, LogLevel.INFO, Optional.empty(), PEER).level())
        .isEqualTo(LogLevel.INFO);
  }

  @Test
  void tellsWhatIsChangedToWhoeverConfiguresLevels() {
    assertThat(LoggerLevels.isChanged(NAME)).isFalse();
    set(LogLevel.DEBUG, Duration.ofMinutes(10));
    assertThat(LoggerLevels.isChanged(NAME)).isTrue();
    levels.resetAll();
    assertThat(LoggerLevels.isChanged(NAME)).isFalse();
  }

  @Test
  void writesDownWhoChangedWhat() {
    Context.of("corr-1", Span.none()).run(() -> set(LogLevel.DEBUG, Duration.ofMinutes(10)));
    later.getFirst().task().run();
    levels.reset(NAME, PEER);

    assertThat(audits())
        .containsExactly(
            "action=set_logger_level target=" + NAME + " from=warn to=debug for 10m peer=" + PEER,
            "action=expire_logger_level target=" + NAME + " from=debug to=warn peer=");
  }

  @Test
  void takesTheContextOfTheChangeToItsEnd() {
    List<String> seen = new ArrayList<>();
    Logger probe = logger("io.vdb.server.audit");
    ListAppender<ILoggingEvent> noting =
        new ListAppender<>() {
          @Override
          protected void append(ILoggingEvent event) {
            seen.add(Context.current().correlationId());
          }
        };
    noting.start();
    probe.addAppender(noting);
    try {
      Context.of("corr-1", Span.none()).run(() -> set(LogLevel.DEBUG, Duration.ofMinutes(10)));
      later.getFirst().task().run();
    } finally {
      probe.detachAppender(noting);
    }

    assertThat(seen).containsExactly("corr-1", "corr-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.vdb.server.audit",
        "com.linecorp.armeria.logging.traffic.server.http1",
        "io.netty.handler.logging.LoggingHandler"
      })
  void leavesTheAuditLogAndTheTrafficAlone(String name) {
    assertThatThrownBy(() -> levels.set(name, LogLevel.TRACE, Optional.empty(), PEER))
        .isInstanceOfSatisfying(
            VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining("cannot be changed");
    assertThat(audits()).isEmpty();
  }

  @Test
  void keepsTheAuditLogWhenWhatIsAboveItIsSilenced() {
    levels.set("io.vdb.server", LogLevel.OFF, Optional.empty(), PEER);
    levels.set("ROOT", LogLevel.INFO, Optional.empty(), PEER);

    assertThat(audit.isInfoEnabled()).isTrue();
    assertThat(logger("com.linecorp.armeria.logging.traffic.server.http1").isErrorEnabled())
        .isFalse();
    assertThat(audits()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\nb", ".a", "a.", "ü"})
  void refusesWhatIsNoName(String name) {
    assertThatThrownBy(() -> levels.set(name, LogLevel.INFO, Optional.empty(), PEER))
        .isInstanceOfSatisfying(
            VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT0.999S", "P7DT0.001S", "-PT5S"})
  void refusesAnExpiryOutOfBoundsAndChangesNothing(String expiry) {
    assertThatThrownBy(() -> set(LogLevel.DEBUG, Duration.parse(expiry)))
        .isInstanceOf(VdbException.class)
        .hasMessageContaining("1s to 7d");
    assertThat(logger(NAME).getLevel()).isNull();
    assertThat(audits()).isEmpty();
  }

  @Test
  void refusesToChangeEverMore() {
    for (int i = 0; i < 100; i++) {
      levels.set("io.vdb.test.many.L" + i, LogLevel.INFO, Optional.empty(), PEER);
    }
    levels.set("io.vdb.test.many.L0", LogLevel.DEBUG, Optional.empty(), PEER);

    assertThatThrownBy(() -> set(LogLevel.DEBUG, Duration.ofMinutes(1)))
        .isInstanceOfSatisfying(
            VdbException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED));
  }

  @Test
  void knowsNoLoggerThatNobodyAskedFor() {
    assertThatThrownBy(() -> levels.get("io.vdb.test.NoSuchThing"))
        .isInstanceOfSatisfying(
            VdbException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    assertThat(levels.list(true)).noneMatch(l -> l.name().equals("io.vdb.test.NoSuchThing"));
  }

  @Test
  void listsLoggersWithALevelOfTheirOwnOrAllOfThem() {
    assertThat(levels.list(false))
        .allMatch(LoggerState::ownLevel)
        .anyMatch(l -> l.name().equals("io.vdb.test"));
    assertThat(levels.list(true).getFirst().name()).isEqualTo("ROOT");
    assertThat(levels.list(true)).anyMatch(l -> l.name().equals(NAME) && !l.ownLevel());
  }

  @Test
  void takesEverythingBackAtTheEnd() {
    set(LogLevel.DEBUG, Duration.ofMinutes(10));
    Level before = logger("ROOT").getLevel();
    levels.set("ROOT", LogLevel.OFF, Optional.empty(), PEER);
    Level root = logger("ROOT").getLevel();

    levels.resetAll();

    assertThat(root).isEqualTo(Level.OFF);
    assertThat(logger("ROOT").getLevel()).isEqualTo(before);
    assertThat(logger(NAME).getLevel()).isNull();
  }
}
