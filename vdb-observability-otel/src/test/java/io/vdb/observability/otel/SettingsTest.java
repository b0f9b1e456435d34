package io.vdb.observability.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.BackendException;
import io.vdb.observability.spi.Backends;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private static final String SECRET = "s3cret";

  private static OtelSettings settings(Map<String, String> settings) {
    return read(settings, Map.of());
  }

  private static OtelSettings variables(Map<String, String> variables) {
    return read(Map.of(), variables);
  }

  private static OtelSettings read(Map<String, String> settings, Map<String, String> variables) {
    return OtelSettings.read(
        new BackendConfig("vdb", "1.2.3", "testing", settings, variables));
  }

  private static OtlpTarget traces(Map<String, String> variables) {
    return variables(variables).traces().orElseThrow();
  }

  private static URI tracesAt(Map<String, String> variables) {
    return traces(variables).endpoint();
  }

  @Test
  void sendsNothingWhenNothingIsSet() {
    OtelSettings nothing = settings(Map.of());

    assertThat(nothing.traces()).isEmpty();
    assertThat(nothing.metrics()).isEmpty();
    assertThat(nothing.sampling().ratio()).isEqualTo(0.1);
    assertThat(nothing.sampling().followsOthers()).isTrue();
    assertThat(nothing.batching())
        .isEqualTo(new Batching(2048, 512, Duration.ofSeconds(5), Duration.ofSeconds(30)));
    assertThat(nothing.metricInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(nothing.closeTimeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void takesEverySetting() {
    OtelSettings all =
        settings(
            Map.ofEntries(
                Map.entry("endpoint", "http://all:4318"),
                Map.entry("metrics-endpoint", "https://metrics:9/own"),
                Map.entry("protocol", "http/protobuf"),
                Map.entry("headers", "X-Key=a%20b, other = c+d"),
                Map.entry("timeout", "3s"),
                Map.entry("compression", "gzip"),
                Map.entry("sample-rate", "0.25"),
                Map.entry("queue-size", "100"),
                Map.entry("batch-size", "10"),
                Map.entry("batch-delay", "250ms"),
                Map.entry("metric-interval", "2m"),
                Map.entry("close-timeout", "1s")));

    OtlpTarget traces = all.traces().orElseThrow();
    assertThat(traces.endpoint()).isEqualTo(URI.create("http://all:4318/v1/traces"));
    assertThat(traces.protocol()).isEqualTo(OtlpTarget.Protocol.HTTP);
    assertThat(traces.headers()).isEqualTo(Map.of("x-key", "a b", "other", "c+d"));
    assertThat(traces.timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(traces.compressed()).isTrue();
    assertThat(all.metrics().orElseThrow().endpoint())
        .isEqualTo(URI.create("https://metrics:9/own"));
    assertThat(all.sampling().ratio()).isEqualTo(0.25);
    assertThat(all.batching())
        .isEqualTo(new Batching(100, 10, Duration.ofMillis(250), Duration.ofSeconds(30)));
    assertThat(all.metricInterval()).isEqualTo(Duration.ofMinutes(2));
    assertThat(all.closeTimeout()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void takesTheStandardVariables() {
    OtelSettings all =
        variables(
            Map.ofEntries(
                Map.entry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://all:4317"),
                Map.entry("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf"),
                Map.entry("OTEL_EXPORTER_OTLP_HEADERS", "a=1"),
                Map.entry("OTEL_EXPORTER_OTLP_METRICS_HEADERS", "b=2"),
                Map.entry("OTEL_EXPORTER_OTLP_TIMEOUT", "1500"),
                Map.entry("OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", "gzip"),
                Map.entry("OTEL_BSP_MAX_QUEUE_SIZE", "64"),
                Map.entry("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "32"),
                Map.entry("OTEL_BSP_SCHEDULE_DELAY", "100"),
                Map.entry("OTEL_BSP_EXPORT_TIMEOUT", "200"),
                Map.entry("OTEL_METRIC_EXPORT_INTERVAL", "5000"),
                Map.entry("OTEL_METRIC_EXPORT_TIMEOUT", "600"),
                Map.entry("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "5"),
                Map.entry("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "77")));

    OtlpTarget traces = all.traces().orElseThrow();
    OtlpTarget metrics = all.metrics().orElseThrow();
    assertThat(traces.endpoint()).isEqualTo(URI.create("http://all:4317/v1/traces"));
    assertThat(metrics.endpoint()).isEqualTo(URI.create("http://all:4317"));
    assertThat(traces.headers()).isEqualTo(Map.of("a", "1"));
    assertThat(metrics.headers()).isEqualTo(Map.of("b", "2"));
    assertThat(traces.timeout()).isEqualTo(Duration.ofMillis(1500));
    assertThat(traces.compressed()).isFalse();
    assertThat(metrics.compressed()).isTrue();
    assertThat(all.batching())
        .isEqualTo(new Batching(64, 32, Duration.ofMillis(100), Duration.ofMillis(200)));
    assertThat(all.metricInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(all.metricTimeout()).isEqualTo(Duration.ofMillis(600));
    assertThat(all.limits().getMaxNumberOfAttributes()).isEqualTo(5);
    assertThat(all.limits().getMaxAttributeValueLength()).isEqualTo(77);
  }

  @Test
  void addsThePathOfASignalOnlyToWhatIsMeantForAll() {
    Map<String, String> http = Map.of("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");

    assertThat(tracesAt(with(http, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318/base/")))
        .isEqualTo(URI.create("http://c:4318/base/v1/traces"));
    assertThat(tracesAt(with(http, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://c:4318/t")))
        .isEqualTo(URI.create("http://c:4318/t"));
  }

  private static Map<String, String> with(Map<String, String> some, String name, String value) {
    Map<String, String> more = new HashMap<>(some);
    more.put(name, value);
    return more;
  }

  @Test
  void prefersSettingsToVariablesAndTheSignalsOwnToWhatIsForAll() {
    Map<String, String> both =
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT", "http://for-all:1",
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://own:2");

    assertThat(tracesAt(both).getHost()).isEqualTo("own");
    assertThat(variables(both).metrics().orElseThrow().endpoint().getHost()).isEqualTo("for-all");
    assertThat(
            read(Map.of("endpoint", "http://setting:3"), both)
                .traces()
                .orElseThrow()
                .endpoint()
                .getHost())
        .isEqualTo("setting");
  }

  @Test
  void leavesOutASignalThatIsNotWanted() {
    OtelSettings noTraces =
        variables(
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:1", "OTEL_TRACES_EXPORTER", "none"));
    OtelSettings noMetrics =
        variables(
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:1", "OTEL_METRICS_EXPORTER", "none"));

    assertThat(noTraces.traces()).isEmpty();
    assertThat(noTraces.metrics()).isPresent();
    assertThat(noMetrics.traces()).isPresent();
    assertThat(noMetrics.metrics()).isEmpty();
  }

  @Test
  void takesAnEmptyVariableAsOneThatIsNotSet() {
    assertThat(variables(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", " ")).traces()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "always_on,,false,1",
    "always_off,,false,0",
    "traceidratio,0.5,false,0.5",
    "traceidratio,,false,1",
    "parentbased_always_on,,true,1",
    "parentbased_always_off,,true,0",
    "parentbased_traceidratio,0.01,true,0.01",
    ",0.2,true,0.2"
  })
  void samplesAsTheStandardSays(String sampler, String argument, boolean follows, double ratio) {
    Map<String, String> variables = new HashMap<>();
    if (sampler != null) {
      variables.put("OTEL_TRACES_SAMPLER", sampler);
    }
    if (argument != null) {
      variables.put("OTEL_TRACES_SAMPLER_ARG", argument);
    }

    Sampling sampling = variables(variables).sampling();

    assertThat(sampling.followsOthers()).isEqualTo(follows);
    assertThat(sampling.ratio()).isEqualTo(ratio);
  }

  @Test
  void prefersTheShortSampleRateToTheStandardSampler() {
    Map<String, String> both =
        Map.of("OTEL_TRACE_SAMPLE_RATE", "0.3", "OTEL_TRACES_SAMPLER", "always_off");

    assertThat(variables(both).sampling().ratio()).isEqualTo(0.3);
    assertThat(variables(both).sampling().followsOthers()).isTrue();
    assertThat(read(Map.of("sample-rate", "1"), both).sampling().ratio()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OTEL_TRACE_SAMPLE_RATE | 1.5 | a number from 0 to 1",
        "OTEL_TRACE_SAMPLE_RATE | often | a number from 0 to 1",
        "OTEL_TRACE_SAMPLE_RATE | NaN | a number from 0 to 1",
        "OTEL_TRACES_SAMPLER | sometimes | always_on",
        "OTEL_TRACES_SAMPLER_ARG | -1 | a number from 0 to 1",
        "OTEL_EXPORTER_OTLP_PROTOCOL | http/json | grpc or http/protobuf",
        "OTEL_EXPORTER_OTLP_TIMEOUT | soon | milliseconds",
        "OTEL_EXPORTER_OTLP_TIMEOUT | 0 | milliseconds",
        "OTEL_EXPORTER_OTLP_CERTIFICATE | /no/such/file | cannot be read",
        "OTEL_BSP_MAX_QUEUE_SIZE | 0 | a whole number from 1",
        "OTEL_BSP_SCHEDULE_DELAY | -5 | milliseconds",
        "OTEL_TRACES_EXPORTER | zipkin | otlp or none",
        "OTEL_METRICS_EXPORTER | prometheus | otlp or none"
      })
  void refusesAVariableThatMakesNoSense(String name, String value, String hint) {
    Map<String, String> variables =
        with(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:1"), name, value);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> variables(variables))
        .withMessageContaining(name)
        .withMessageContaining("'" + value + "'")
        .withMessageContaining(hint);
  }

  @Test
  void refusesABadRateAlsoWhenNothingIsSent() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> variables(Map.of("OTEL_TRACE_SAMPLE_RATE", "2")));
  }

  @Test
  void refusesASettingThatItDoesNotKnow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(Map.of("endpiont", "http://c:1", "colour", "red")))
        .withMessageContaining("[colour, endpiont]")
        .withMessageContaining("endpoint");
  }

  @Test
  void refusesABatchThatDoesNotFitIntoTheQueue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(Map.of("queue-size", "10", "batch-size", "11")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "collector:4317",
        "ftp://collector?token=s3cret",
        "http://?token=s3cret",
        "not a url s3cret",
        "http://user:s3cret@collector:4317",
        "user:s3cret@collector:4317",
        "http://collector:70000?token=s3cret"
      })
  void refusesAnEndpointThatIsNoUrlAndDoesNotQuoteIt(String value) {
    for (String name :
        List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> variables(Map.of(name, value)))
          .withMessageContaining(name)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain(value, SECRET));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key=s3cret%0A",
        "key=s3cret%00",
        "key=s3cret%7F",
        "key=s3cret%C3%A9",
        "key=s3cret\u00e9",
        "key=s3cret\u0001",
        "k\u00e9y=s3cret",
        "a key=s3cret",
        "key:=s3cret",
        ":path=s3cret",
        "good=1,(key)=s3cret"
      })
  void refusesAHeaderThatNoRequestCanCarryAndDoesNotQuoteIt(String value) {
    for (String name : List.of("OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> variables(Map.of(name, value)))
          .withMessageContaining(name)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain(SECRET));
    }
  }

  @Test
  void takesEveryVisibleCharacterAndTheTabInAHeader() {
    Map<String, String> headers =
        traces(
                Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:1",
                    "OTEL_EXPORTER_OTLP_HEADERS", "x-!#$%&'*+.^_`|~9=!\"~ %09%20%2C="))
            .headers();

    assertThat(headers).isEqualTo(Map.of("x-!#$%&'*+.^_`|~9", "!\"~ \t ,="));
  }

  @Test
  void takesResourceAttributesThatNoHeaderCouldCarry() {
    assertThat(
            variables(Map.of("OTEL_RESOURCE_ATTRIBUTES", "owner of it=Andr%C3%A9"))
                .resource()
                .getAttribute(AttributeKey.stringKey("owner of it")))
        .isEqualTo("Andr\u00e9");
  }

  @Test
  void addsThePathOfASignalBeforeTheQuery() {
    assertThat(
            tracesAt(
                Map.of(
                    "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                    "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318/base?token=a%20b")))
        .isEqualTo(URI.create("http://c:4318/base/v1/traces?token=a%20b"));
  }

  @Test
  void doesNotQuoteWhatMayBeSecret() {
    for (Map<String, String> wrong :
        List.of(
            Map.of("headers", SECRET),
            Map.of("headers", "key=%zz" + SECRET),
            Map.of("client-key", SECRET),
            Map.of(
                "client-key", "-----BEGIN PRIVATE KEY-----\n" + SECRET,
                "client-certificate", "/no/such/file"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> settings(wrong))
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain(SECRET));
    }
  }

  @Test
  void showsNoSecretWhenPrinted() {
    OtelSettings all =
        settings(
            Map.of(
                "endpoint", "http://collector:4318/base?token=" + SECRET,
                "protocol", "http/protobuf",
                "headers", "authorization=" + SECRET));

    assertThat(all.toString()).doesNotContain(SECRET).contains("http://collector:4318/base");
    assertThat(all.traces().orElseThrow().toString())
        .doesNotContain(SECRET)
        .contains("http/protobuf", "authorization");
    assertThat(new Given("headers", SECRET, false).toString()).isEqualTo("headers");
  }

  @Test
  void failsTheStartWithOneLineThatNamesTheBackend() {
    BackendConfig config =
        new BackendConfig(
            "vdb", "1", "testing", Map.of(), Map.of("OTEL_EXPORTER_OTLP_PROTOCOL", "smoke"));

    assertThatThrownBy(
            () ->
                Backends.start(
                    List.of("otel"),
                    with(config, "OTEL_EXPORTER_OTLP_ENDPOINT"),
                    getClass().getClassLoader()))
        .isInstanceOf(BackendException.class)
        .hasMessage(
            "observability backend 'otel' did not start: OTEL_EXPORTER_OTLP_PROTOCOL is 'smoke':"
                + " grpc or http/protobuf is needed");
  }

  private static BackendConfig with(BackendConfig config, String endpoint) {
    return new BackendConfig(
        config.serviceName(),
        config.serviceVersion(),
        config.environment(),
        config.properties(),
        with(config.variables(), endpoint, "http://c:4317"));
  }
}
