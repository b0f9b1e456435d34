package io.vdb.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class ArchitectureTest {

  private static final String WRONG = "io.vdb.it.wrong";

  /** Roughly half of the classes that a module has, so that a rule cannot pass on nothing. */
  private static final Map<String, Integer> PLAUSIBLE =
      Map.of(
          "io.vdb.observability.spi", 10,
          "io.vdb.core", 80,
          "io.vdb.index.lucene", 10,
          "io.vdb.observability.prometheus", 5,
          "io.vdb.observability.otel", 30,
          "io.vdb.server", 60);

  private static final JavaClasses PRODUCT = ProductClasses.load();
  private static final JavaClasses BREAKING =
      new ClassFileImporter().importPackages(WRONG, "io.vdb.it.strayed");

  /** Classes of the tree that breaks every rule, by the rule that each breaks. */
  private static final Map<String, List<String>> BREAKERS =
      Map.ofEntries(
          Map.entry("prometheus", List.of("server.UsesPrometheus")),
          Map.entry("opentelemetry", List.of("server.UsesOpenTelemetry")),
          Map.entry("guice", List.of("server.UsesGuice")),
          Map.entry("lucene", List.of("server.UsesLucene")),
          Map.entry("own packages", List.of("strayed.Strayed")),
          Map.entry("grpc", List.of("server.UsesGrpc")),
          Map.entry("api", List.of("server.api.KnowsProtocol")),
          Map.entry("spi stands alone", List.of("observability.spi.UsesLogging")),
          Map.entry("core stands low", List.of("core.UsesServer")),
          Map.entry("no cycles", List.of("core.UsesServer", "server.UsesCore")),
          Map.entry("internal", List.of("server.UsesInternals")),
          Map.entry("proto", List.of("core.UsesProto")),
          Map.entry("static instruments", List.of("server.StaticInstrument")),
          Map.entry("exit", List.of("core.Exits")),
          Map.entry("date", List.of("core.UsesDate")));

  @Test
  void seesThePlausibleNumberOfClasses() {
    assertThat(ProductClasses.locations()).hasSize(PLAUSIBLE.size());
    PLAUSIBLE.forEach(
        (name, number) ->
            assertThat(
                    PRODUCT.stream()
                        .filter(type -> (type.getPackageName() + ".").startsWith(name + "."))
                        .count())
                .as(name)
                .isGreaterThanOrEqualTo(number));
  }

  @TestFactory
  Stream<DynamicTest> theProductKeepsEveryRule() {
    return new ArchitectureRules("io.vdb")
        .all().entrySet().stream()
            .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> rule.getValue().check(PRODUCT)));
  }

  @TestFactory
  Stream<DynamicTest> everyRuleFindsWhatBreaksIt() {
    return new ArchitectureRules(WRONG)
        .all().entrySet().stream()
            .map(
                rule ->
                    DynamicTest.dynamicTest(
                        rule.getKey(), () -> assertBroken(rule.getKey(), rule.getValue())));
  }

  private static void assertBroken(String name, ArchRule rule) {
    assertThat(BREAKERS).as("the tree that breaks every rule").containsKey(name);
    EvaluationResult result = rule.evaluate(BREAKING);
    String report = String.join("\n", result.getFailureReport().getDetails());
    assertThat(result.hasViolation()).as(name).isTrue();
    for (String breaker : BREAKERS.getOrDefault(name, List.of())) {
      assertThat(report).contains(breaker);
    }
  }
}
