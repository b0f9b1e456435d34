package io.vdb.observability.spi;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * The metrics that one module feeds, found by {@link ServiceLoader}. Their sum is the catalogue from
 * which the reference, dashboards and alert rules are made and against which they are checked.
 */
public interface MetricCatalog {

  /** Returns the name of the module, such as {@code vdb-core}. */
  String module();

  /** Returns every metric that the module feeds, in the order of the reference. */
  List<MetricDefinition> metrics();

  /** Returns the catalogues that a class loader sees, by name of module. */
  static List<MetricCatalog> load(ClassLoader loader) {
    return ServiceLoader.load(MetricCatalog.class, loader).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(MetricCatalog::module))
        .toList();
  }
}
