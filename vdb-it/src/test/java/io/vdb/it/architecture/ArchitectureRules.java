package io.vdb.it.architecture;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Registration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The rules between packages, for code below one root package. The product's is {@code io.vdb}; the
 * rules are also run on a tree that breaks each of them.
 */
final class ArchitectureRules {

  private final String root;

  ArchitectureRules(String root) {
    this.root = root;
  }

  /** Returns every rule under a short name. */
  Map<String, ArchRule> all() {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    rules.put(
        "prometheus",
        noClasses()
            .that()
            .resideOutsideOfPackage(below("observability.prometheus"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.prometheus..")
            .because("a server without this backend must start and run"));
    rules.put(
        "opentelemetry",
        noClasses()
            .that()
            .resideOutsideOfPackage(below("observability.otel"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry..")
            .because("a server without this backend must start and run"));
    rules.put(
        "guice",
        noClasses()
            .that()
            .resideOutsideOfPackage(root + "..wiring..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.google.inject..")
            .because("everything else must be constructible with new"));
    rules.put(
        "lucene",
        noClasses()
            .that()
            .resideOutsideOfPackage(below("index.lucene"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.lucene..")
            .because("the index is an SPI, and Lucene is one implementation of it"));
    rules.put(
        "own packages",
        classes()
            .should()
            .resideInAPackage(root + "..")
            .because("nothing of ours belongs into the packages of a library"));
    rules.put(
        "grpc",
        noClasses()
            .that()
            .resideOutsideOfPackages(root + "..grpc..", root + "..proto..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.grpc..")
            .because("a protocol stays behind its front"));
    rules.put(
        "api",
        noClasses()
            .that()
            .resideInAPackage(below("server.api"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.grpc..",
                "io.qdrant..",
                "com.google.protobuf..",
                "com.linecorp.armeria..",
                "com.fasterxml.jackson..",
                below("server.rest"),
                below("server.grpc"))
            .because("what the API does is the same for every protocol"));
    rules.put(
        "spi stands alone",
        classes()
            .that()
            .resideInAPackage(below("observability.spi"))
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(below("observability.spi"), "java..", "org.jspecify..")
            .because("a backend needs nothing else of ours and no library"));
    rules.put(
        "core stands low",
        noClasses()
            .that()
            .resideInAPackage(below("core"))
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(root + "..")
                    .and(
                        DescribedPredicate.not(
                            resideInAnyPackage(below("core"), below("observability.spi")))))
            .because("an embedder gets the engine without anything above it"));
    rules.put(
        "no cycles",
        slices()
            .matching(root + ".(*)..")
            .should()
            .beFreeOfCycles()
            .because("modules that need each other are one module"));
    rules.put(
        "internal",
        classes()
            .should(keepOutOfTheInternalsOfOthers())
            .because("what is internal may change without notice"));
    rules.put(
        "proto",
        noClasses()
            .that()
            .resideInAPackage(below("core"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(root + "..proto..")
            .because("a wire format must not become the model"));
    rules.put(
        "static instruments",
        noFields()
            .that()
            .areDeclaredInClassesThat()
            .resideOutsideOfPackage(below("observability.spi"))
            .and()
            .areStatic()
            .should()
            .haveRawType(
                assignableTo(Counter.class)
                    .or(assignableTo(Histogram.class))
                    .or(assignableTo(Registration.class))
                    .or(assignableTo("io.prometheus.client.Collector"))
                    .or(assignableTo("io.prometheus.client.SimpleCollector$Child")))
            .because("two databases in one process must not share their figures"));
    rules.put(
        "exit",
        noClasses()
            .that()
            .resideOutsideOfPackages(below("server"), below("core.fault"))
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class)
            .because("a library does not end its host, but where a test tells it to"));
    rules.put(
        "date",
        noClasses()
            .should()
            .callConstructorWhere(target(owner(assignableTo(Date.class))))
            .because(
                "java.time says which time is meant, and does not change; the dates that the JDK"
                    + " returns are turned into it"));
    return rules;
  }

  private String below(String name) {
    return root + "." + name + "..";
  }

  private ArchCondition<JavaClass> keepOutOfTheInternalsOfOthers() {
    return new ArchCondition<>("keep out of the internal packages of other modules") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
          String owner = ownerOfInternal(dependency.getTargetClass().getPackageName());
          boolean allowed =
              owner.isEmpty() || (item.getPackageName() + ".").startsWith(owner + ".");
          events.add(new SimpleConditionEvent(item, allowed, dependency.getDescription()));
        }
      }
    };
  }

  /** Returns the package above {@code internal}, empty for what is not internal or not ours. */
  private String ownerOfInternal(String packageName) {
    int internal = (packageName + ".").indexOf(".internal.");
    return packageName.startsWith(root + ".") && internal >= 0
        ? packageName.substring(0, internal)
        : "";
  }
}
