package io.vdb.core.engine;

import io.vdb.core.health.ComponentHealth;
import io.vdb.core.health.HealthCheck;
import io.vdb.core.model.Alias;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether every alias leads to a collection that is there, and hides none. */
final class AliasesHealth implements HealthCheck {

  private static final long PAUSE_MILLIS = 50;

  private final Supplier<AliasTable> aliases;
  private final Function<String, @Nullable Collection> collections;

  /**
   * A check.
   *
   * @param collections finds collections by their own names
   */
  AliasesHealth(
      Supplier<AliasTable> aliases, Function<String, @Nullable Collection> collections) {
    this.aliases = aliases;
    this.collections = collections;
  }

  @Override
  public String component() {
    return "aliases";
  }

  @Override
  public ComponentHealth check() throws InterruptedException {
    List<String> wrong = wrong();
    if (!wrong.isEmpty()) {
      // Collections and aliases change one after the other: what is wrong for good still is.
      Thread.sleep(PAUSE_MILLIS);
      wrong.retainAll(wrong());
    }
    Map<String, Object> details = Map.of("total_aliases", aliases.get().size());
    return wrong.isEmpty()
        ? ComponentHealth.healthy(details)
        : ComponentHealth.error(
            "aliases that do not lead to a collection, or hide one: " + HealthChecks.named(wrong),
            details);
  }

  private List<String> wrong() {
    AliasTable table = aliases.get();
    List<String> wrong = new ArrayList<>();
    for (Alias alias : table.all()) {
      Collection target = table.find(alias.name());
      boolean leads =
          target != null
              && !target.isDeleted()
              && target.equals(collections.apply(alias.collection()));
      if (!leads || collections.apply(alias.name()) != null) {
        wrong.add(alias.name());
      }
    }
    return wrong;
  }
}
