package io.vdb.server.rest;

import io.vdb.core.model.AliasAction;
import io.vdb.server.api.CollectionNames;
import io.vdb.server.config.LimitsConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a batch of changes to aliases. */
final class AliasReader {

  private static final String CREATE = "create_alias";
  private static final String RENAME = "rename_alias";
  private static final String DELETE = "delete_alias";

  private static final String ALIAS = "alias_name";
  private static final String COLLECTION = "collection_name";
  private static final String OLD = "old_alias_name";
  private static final String NEW = "new_alias_name";

  private final JsonReader in;
  private final LimitsConfig limits;

  private AliasReader(JsonReader in, LimitsConfig limits) {
    this.in = in;
    this.limits = limits;
  }

  static List<AliasAction> read(byte[] body, LimitsConfig limits) {
    return JsonReader.read(body, in -> new AliasReader(in, limits).actions());
  }

  private List<AliasAction> actions() throws IOException {
    List<AliasAction> actions = new ArrayList<>();
    boolean[] given = new boolean[1];
    in.object(
        name -> {
          if (!name.equals("actions")) {
            throw in.unknownField(name, "actions");
          }
          given[0] = true;
          in.array(
              () -> {
                actions.add(action());
                in.checkCount("actions", actions.size(), limits.maxBatchPoints());
              });
        });
    if (!given[0]) {
      throw in.missing("actions");
    }
    return actions;
  }

  /** Reads an object whose only field tells the kind of action and holds it. */
  private AliasAction action() throws IOException {
    List<AliasAction> found = new ArrayList<>(1);
    in.object(
        name ->
            found.add(
                switch (name) {
                  case CREATE -> {
                    Map<String, String> names = names(ALIAS, COLLECTION);
                    yield new AliasAction.Create(
                        required(names, ALIAS), required(names, COLLECTION));
                  }
                  case RENAME -> {
                    Map<String, String> names = names(OLD, NEW);
                    yield new AliasAction.Rename(required(names, OLD), required(names, NEW));
                  }
                  case DELETE -> new AliasAction.Delete(required(names(ALIAS), ALIAS));
                  default -> throw in.unknownField(name, CREATE, RENAME, DELETE);
                }));
    if (found.size() != 1) {
      throw in.malformed("an action must be of one kind");
    }
    return found.getFirst();
  }

  /** Reads an object of names; those that something will have from now on are checked as such. */
  private Map<String, String> names(String... known) throws IOException {
    Map<String, String> names = new HashMap<>();
    boolean creates = List.of(known).contains(COLLECTION);
    in.object(
        field -> {
          if (!List.of(known).contains(field)) {
            throw in.unknownField(field, known);
          }
          boolean isNew = field.equals(NEW) || (creates && field.equals(ALIAS));
          String name = in.string();
          names.put(
              field,
              isNew ? CollectionNames.checkNew(name, in) : CollectionNames.check(name, in));
        });
    return names;
  }

  private String required(Map<String, String> names, String field) {
    String name = names.get(field);
    if (name == null) {
      throw in.missing(field);
    }
    return name;
  }
}
