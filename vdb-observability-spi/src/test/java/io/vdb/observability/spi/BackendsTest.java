package io.vdb.observability.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.observability.tck.InMemoryObservability;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendsTest {

  private static final BackendConfig CONFIG = BackendConfig.of("vdb", "1.0");

  /** What the providers below did, in order. ServiceLoader makes them, so they cannot be told. */
  private static final List<String> EVENTS = new ArrayList<>();

  @TempDir Path folder;

  @BeforeEach
  void forget() {
    EVENTS.clear();
  }

  @Test
  void startsNothingForNone() throws IOException {
    assertThat(Backends.start(List.of("none"), CONFIG, loader(Unloadable.class)))
        .isSameAs(Observability.noop());
  }

  @Test
  void returnsTheOnlyBackendAsItIs() throws IOException {
    Observability started = Backends.start(List.of("red"), CONFIG, loader(Red.class, Blue.class));

    assertThat(started).isInstanceOf(Tracked.class);
    assertThat(EVENTS).containsExactly("start red {}");
  }

  @Test
  void startsBackendsInTheOrderNamedAndClosesThemInReverse() throws IOException {
    Observability started =
        Backends.start(List.of("blue", "red"), CONFIG, loader(Red.class, Blue.class));
    started.close();
    started.close();

    assertThat(EVENTS)
        .containsExactly("start blue {}", "start red {}", "close red", "close blue");
  }

  @Test
  void givesEachBackendItsOwnSettings() throws IOException {
    BackendConfig config =
        new BackendConfig(
            "vdb",
            "1.0",
            "test",
            Map.of("red.depth", "3", "blue.depth", "4", "redder.depth", "5"),
            Map.of());

    Backends.start(List.of("red"), config, loader(Red.class));

    assertThat(EVENTS).containsExactly("start red {depth=3}");
  }

  @Test
  void namesWhatWasFoundAndTheArtifactForAMissingBackend() {
    assertThatThrownBy(
            () -> Backends.start(List.of("otel"), CONFIG, loader(Red.class, Blue.class)))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("'otel'")
        .hasMessageContaining("none, blue (" + Blue.class.getName() + "), red (")
        .hasMessageContaining("io.vdb:vdb-observability-otel")
        .hasMessageNotContaining("\n");
  }

  @Test
  void namesTheArtifactWhenNoProviderIsThereAtAll() {
    assertThatThrownBy(() -> Backends.start(List.of("prometheus"), CONFIG, loader()))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("found none;")
        .hasMessageContaining("folder plugins")
        .hasMessageContaining("io.vdb:vdb-observability-prometheus");
  }

  @Test
  void rejectsTwoProvidersOfOneName() {
    assertThatThrownBy(
            () -> Backends.start(List.of("red"), CONFIG, loader(Red.class, OtherRed.class)))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("'red' is there 2 times")
        .hasMessageContaining(Red.class.getName() + " in file:")
        .hasMessageContaining(OtherRed.class.getName() + " in file:")
        .hasMessageContaining("keep one")
        .hasMessageNotContaining("io.vdb:");
    assertThat(EVENTS).isEmpty();
  }

  @Test
  void rejectsProviderOfAnotherSpiVersion() {
    assertThatThrownBy(() -> Backends.start(List.of("next"), CONFIG, loader(Red.class, Next.class)))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("'next' is built for version 2 of the SPI, not 1")
        .hasMessageContaining("red (" + Red.class.getName() + ")")
        .hasMessageContaining("built for version 1 of io.vdb:vdb-observability-spi");
    assertThat(EVENTS).isEmpty();
  }

  @Test
  void checksAllNamesBeforeStartingAny() {
    assertThatThrownBy(() -> Backends.start(List.of("red", "otel"), CONFIG, loader(Red.class)))
        .isInstanceOf(BackendException.class);
    assertThat(EVENTS).isEmpty();
  }

  @Test
  void rejectsNameGivenTwice() {
    assertThatThrownBy(() -> Backends.start(List.of("red", "red"), CONFIG, loader(Red.class)))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("'red' is named twice");
  }

  @Test
  void rejectsNoneTogetherWithOthers() {
    assertThatThrownBy(() -> Backends.start(List.of("red", "none"), CONFIG, loader(Red.class)))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("'none' cannot be named together with others");
  }

  @Test
  void rejectsEmptyList() {
    assertThatThrownBy(() -> Backends.start(List.of(), CONFIG, loader(Red.class)))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("'none'");
  }

  @Test
  void closesTheEarlierBackendsWhenALaterOneFailsToStart() {
    assertThatThrownBy(
            () ->
                Backends.start(
                    List.of("red", "blue", "broken"),
                    CONFIG,
                    loader(Red.class, Blue.class, Broken.class)))
        .isInstanceOf(BackendException.class)
        .hasMessage("observability backend 'broken' did not start: port 4317 is taken")
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(EVENTS)
        .containsExactly("start red {}", "start blue {}", "close blue", "close red");
  }

  @Test
  void reportsAProviderThatCannotBeLoaded() {
    assertThatThrownBy(() -> Backends.start(List.of("red"), CONFIG, loader(Unloadable.class)))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining(Unloadable.class.getName());
  }

  @Test
  void sendsWhoeverMissesAPluginToItsAuthor() {
    assertThatThrownBy(() -> Backends.start(List.of("yellow"), CONFIG, loader(Red.class)))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("'yellow' is not there: found none, red (")
        .hasMessageContaining("add the jar that provides it")
        .hasMessageNotContaining("io.vdb:");
  }

  /** ServiceLoader takes them for one. */
  @Test
  void rejectsTheSameProviderInTwoPlaces() throws IOException {
    URL one = place("one", Red.class);
    URL two = place("two", Blue.class, Red.class);

    assertThatThrownBy(() -> Backends.start(List.of("red"), CONFIG, loaderOf(one, two)))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("'red' is there 2 times, keep one")
        .hasMessageContaining(Red.class.getName() + " in " + one)
        .hasMessageContaining(Red.class.getName() + " in " + two);
    assertThat(EVENTS).isEmpty();
    assertThat(Backends.start(List.of("blue"), CONFIG, loaderOf(one, two))).isNotNull();
  }

  @Test
  void sendsWhoeverHasOursTwiceToItsArtifact() {
    assertThatThrownBy(
            () ->
                Backends.start(
                    List.of("otel"), CONFIG, loader(FirstTracer.class, OtherTracer.class)))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("'otel' is there 2 times")
        .hasMessageContaining("ours is io.vdb:vdb-observability-otel");
  }

  @Test
  void rejectsProviderFromBeforeThereWereVersions() {
    assertThatThrownBy(() -> Backends.start(List.of("ancient"), CONFIG, loader(Ancient.class)))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("'ancient' does not fit this program: " + Ancient.class.getName())
        .hasMessageContaining("found none, ancient (")
        .hasMessageContaining("built for version 1 of io.vdb:vdb-observability-spi");
  }

  @Test
  void reportsAProviderWithoutAName() {
    assertThatThrownBy(
            () -> Backends.start(List.of("red"), CONFIG, loader(Red.class, Nameless.class)))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("cannot be loaded")
        .hasMessageContaining("not finished")
        .hasMessageContaining("found before it: none, red (");
  }

  @Test
  void refusesTwoTracersAndClosesWhatWasStarted() {
    assertThatThrownBy(
            () ->
                Backends.start(
                    List.of("otel", "red", "spans"),
                    CONFIG,
                    loader(FirstTracer.class, Red.class, SecondTracer.class)))
        .isInstanceOf(BackendException.class)
        .hasMessage(
            "only one observability backend can record spans, name one of these: otel, spans");
    assertThat(EVENTS)
        .containsExactly(
            "start otel {}", "start red {}", "start spans {}", "close spans", "close red",
            "close otel");
  }

  @Test
  void ignoresCommentsAndBlankLinesWhereProvidersAreListed() throws IOException {
    Path services = Files.createDirectories(folder.resolve("commented/META-INF/services"));
    Files.writeString(
        services.resolve(ObservabilityProvider.class.getName()),
        "# ours\n\n" + Red.class.getName() + " # red\n  \n");

    assertThat(Backends.start(List.of("red"), CONFIG, loaderOf(url(folder.resolve("commented")))))
        .isNotNull();
  }

  /** A loader that sees exactly these providers. */
  private ClassLoader loader(Class<?>... providers) throws IOException {
    return loaderOf(place("plugins", providers));
  }

  private static ClassLoader loaderOf(URL... places) {
    return new URLClassLoader(places, BackendsTest.class.getClassLoader());
  }

  /** A folder that lists these providers; their classes are elsewhere. */
  private URL place(String name, Class<?>... providers) throws IOException {
    Path services = Files.createDirectories(folder.resolve(name + "/META-INF/services"));
    Files.writeString(
        services.resolve(ObservabilityProvider.class.getName()),
        Stream.of(providers).map(Class::getName).collect(Collectors.joining("\n")));
    return url(folder.resolve(name));
  }

  private static URL url(Path place) throws IOException {
    return URI.create(place.toUri().toString()).toURL();
  }

  private static final class Tracked implements Observability {
    private final String name;
    private final InMemoryObservability inner;

    Tracked(String name, InMemoryObservability inner) {
      this.name = name;
      this.inner = inner;
    }

    @Override
    public Meter meter() {
      return inner.meter();
    }

    @Override
    public <T> Optional<T> capability(Class<T> type) {
      return inner.capability(type);
    }

    @Override
    public void close() {
      EVENTS.add("close " + name);
    }
  }

  abstract static class TestProvider implements ObservabilityProvider {
    private final String name;

    TestProvider(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int spiVersion() {
      return SPI_VERSION;
    }

    @Override
    public Observability start(BackendConfig config) {
      EVENTS.add("start " + name + " " + config.properties());
      return new Tracked(name, inner());
    }

    InMemoryObservability inner() {
      return InMemoryObservability.withoutTraces();
    }
  }

  /** Found by name. */
  public static final class Red extends TestProvider {
    /** For ServiceLoader. */
    public Red() {
      super("red");
    }
  }

  /** Found by name. */
  public static final class Blue extends TestProvider {
    /** For ServiceLoader. */
    public Blue() {
      super("blue");
    }
  }

  /** Has the name of another. */
  public static final class OtherRed extends TestProvider {
    /** For ServiceLoader. */
    public OtherRed() {
      super("red");
    }
  }

  /** Comes from the future. */
  public static final class Next extends TestProvider {
    /** For ServiceLoader. */
    public Next() {
      super("next");
    }

    @Override
    public int spiVersion() {
      return 2;
    }
  }

  /** Does not start. */
  public static final class Broken extends TestProvider {
    /** For ServiceLoader. */
    public Broken() {
      super("broken");
    }

    @Override
    public Observability start(BackendConfig config) {
      throw new IllegalStateException("port 4317 is taken");
    }
  }

  /** Cannot even be made. */
  public static final class Unloadable extends TestProvider {
    /** For ServiceLoader. */
    public Unloadable() {
      super("unloadable");
      throw new IllegalStateException("half a jar");
    }
  }

  /** Has no version. */
  public static final class Ancient extends TestProvider {
    /** For ServiceLoader. */
    public Ancient() {
      super("ancient");
    }

    @Override
    public int spiVersion() {
      throw new AbstractMethodError("spiVersion");
    }
  }

  /** Has no name. */
  public static final class Nameless extends TestProvider {
    /** For ServiceLoader. */
    public Nameless() {
      super("");
    }

    @Override
    public String name() {
      throw new UnsupportedOperationException("not finished");
    }
  }

  abstract static class TracerProvider extends TestProvider {
    TracerProvider(String name) {
      super(name);
    }

    @Override
    InMemoryObservability inner() {
      return new InMemoryObservability();
    }
  }

  /** Records spans. */
  public static final class FirstTracer extends TracerProvider {
    /** For ServiceLoader. */
    public FirstTracer() {
      super("otel");
    }
  }

  /** Has the name of another. */
  public static final class OtherTracer extends TracerProvider {
    /** For ServiceLoader. */
    public OtherTracer() {
      super("otel");
    }
  }

  /** Records spans too. */
  public static final class SecondTracer extends TracerProvider {
    /** For ServiceLoader. */
    public SecondTracer() {
      super("spans");
    }
  }
}
