package io.vdb.it.catalog;

import io.vdb.observability.spi.MetricCatalog;
import io.vdb.observability.spi.MetricDefinition;
import java.util.List;
import java.util.Optional;

/**
 * Everything that the modules declare.
 *
 * @param modules their catalogues, by name of module
 */
record Catalogue(List<MetricCatalog> modules) {

  /** Copies the list. */
  Catalogue {
    modules = List.copyOf(modules);
  }

  /** Finds the catalogues of all modules on the class path. */
  static Catalogue load() {
    return new Catalogue(MetricCatalog.load(Catalogue.class.getClassLoader()));
  }

  /** A catalogue of one module that there is not. */
  static Catalogue of(MetricDefinition... metrics) {
    List<MetricDefinition> declared = List.of(metrics);
    return new Catalogue(
        List.of(
            new MetricCatalog() {
              @Override
              public String module() {
                return "vdb-none";
              }

              @Override
              public List<MetricDefinition> metrics() {
                return declared;
              }
            }));
  }

  /** Returns the metrics of all modules. */
  List<MetricDefinition> metrics() {
    return modules.stream().flatMap(module -> module.metrics().stream()).toList();
  }

  /** Returns the metric of this name. */
  Optional<MetricDefinition> find(String name) {
    return metrics().stream().filter(metric -> metric.name().equals(name)).findFirst();
  }
}
