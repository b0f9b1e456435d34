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
        .hasMessageContaining("io.vdb:vdb-observability-red");
    assertThat(EVENTS).isEmpty();
  }

  @Test
  void rejectsProviderOfAnotherSpiVersion() {
    assertThatThrownBy(() -> Backends.start(List.of("next"), CONFIG, loader(Red.class, Next.class)))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("'next' is built for version 2 of the SPI, not 1")
        .hasMessageContaining("red (" + Red.class.getName() + ")")
        .hasMessageContaining("io.vdb:vdb-observability-next");
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

  /** A loader that sees exactly these providers. */
  private ClassLoader loader(Class<?>... providers) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(ObservabilityProvider.class.getName()),
        Stream.of(providers).map(Class::getName).collect(Collectors.joining("\n")));
    URL url = URI.create(folder.toUri().toString()).toURL();
    return new URLClassLoader(new URL[] {url}, BackendsTest.class.getClassLoader());
  }

  private static final class Tracked implements Observability {
    private final String name;
    private final InMemoryObservability inner = InMemoryObservability.withoutTraces();

    Tracked(String name) {
      this.name = name;
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
      return new Tracked(name);
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
}
