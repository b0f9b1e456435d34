package io.vdb.core.engine;

import io.vdb.core.verify.VerifyCheck;
import io.vdb.core.verify.VerifyRun;
import java.util.Map;
import java.util.Set;

/** Whether other names of collections lead where they should. */
final class AliasChecks {

  private AliasChecks() {}

  /**
   * Looks.
   *
   * @param targets what each alias leads to, as the database calls it
   * @param existing everything that an alias may lead to, called in the same way
   * @param names of the collections
   */
  static <T> void look(VerifyRun run, Map<String, T> targets, Set<T> existing, Set<String> names) {
    boolean _ =
        run.check(
            VerifyCheck.ALIAS_TARGET,
            null,
            findings ->
                targets.forEach(
                    (alias, target) -> {
                      findings.examined(1);
                      if (!existing.contains(target)) {
                        findings.found(null, "alias '" + alias + "' leads to no collection");
                      }
                    }));
    boolean _ =
        run.check(
            VerifyCheck.ALIAS_CYCLE,
            null,
            findings ->
                targets.forEach(
                    (alias, target) -> {
                      findings.examined(1);
                      if (target instanceof String name && targets.containsKey(name)) {
                        findings.found(
                            null, "alias '" + alias + "' leads to the alias '" + name + "'");
                      }
                    }));
    boolean _ =
        run.check(
            VerifyCheck.ALIAS_SHADOW,
            null,
            findings ->
                targets
                    .keySet()
                    .forEach(
                        alias -> {
                          findings.examined(1);
                          if (names.contains(alias)) {
                            findings.found(
                                null, "alias '" + alias + "' has the name of a collection");
                          }
                        }));
  }
}
