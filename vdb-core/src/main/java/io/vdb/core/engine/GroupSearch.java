package io.vdb.core.engine;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import io.vdb.core.query.GroupsRequest;
import io.vdb.core.query.PointGroup;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryStage;
import io.vdb.core.query.Scored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Groups what a query finds. The first groups of the ranking are found by asking again for points
 * of other groups until there are enough, and each group that is not full then by asking for its
 * points alone. So the groups are those of the best points, and the points of a group its best, as
 * exactly as the query itself finds points. What prefetches found, a choice by chance, and a choice
 * of points unlike each other would not be the same a second time; they are asked for once, with as
 * many more points as there are groups, and grouped.
 */
final class GroupSearch {

  /** How often more points are asked for, when those that were found are in no new group. */
  private static final int MAX_ROUNDS = 16;

  private final QueryExecution execution;
  private final PointReader reader;
  private final GroupsRequest request;
  private final PayloadPath field;
  private final int maxResults;
  private final Map<PointGroup.Key, List<Scored>> groups = new LinkedHashMap<>();

  GroupSearch(
      QueryExecution execution, PointReader reader, GroupsRequest request, int maxResults) {
    this.execution = execution;
    this.reader = reader;
    this.request = request;
    this.field = request.groupBy();
    this.maxResults = maxResults;
  }

  /** Returns the groups in the order of their best points. */
  Map<PointGroup.Key, List<Scored>> find() throws IOException {
    QueryStage root = request.root();
    QueryStage grouped =
        root.withFilter(QueryExecution.both(root.filter(), hasKey()));
    if (isRepeatable(root)) {
      if (!findGroups(grouped)) {
        fill(grouped);
      }
    } else {
      once(grouped);
    }
    return groups;
  }

  private static boolean isRepeatable(QueryStage root) {
    return root.prefetch().isEmpty()
        && !(root.query() instanceof Query.Mmr)
        && !(root.query() instanceof Query.Sample);
  }

  private Filter hasKey() {
    return Filter.should(
        new Condition.HasType(field, FieldType.KEYWORD),
        new Condition.HasType(field, FieldType.INTEGER));
  }

  private int points() {
    return request.root().limit() * request.groupSize();
  }

  private void once(QueryStage grouped) throws IOException {
    List<QueryStage> prefetch =
        grouped.prefetch().stream().map(stage -> enlarged(stage)).toList();
    int limit = prefetch.isEmpty() ? points() : Integer.MAX_VALUE;
    List<Scored> found = execution.root(grouped.withPrefetch(prefetch), limit).points();
    for (Scored point : found) {
      add(point, true);
    }
  }

  private QueryStage enlarged(QueryStage stage) {
    long limit = (long) stage.limit() * request.root().limit();
    return stage
        .withLimit((int) Math.min(limit, maxResults))
        .withPrefetch(stage.prefetch().stream().map(this::enlarged).toList());
  }

  /** Finds the first groups; tells whether all points of the query have been looked at. */
  private boolean findGroups(QueryStage grouped) throws IOException {
    Set<PointId> useless = new HashSet<>();
    int limit = points();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Filter filter = QueryExecution.both(grouped.filter(), others(useless));
      List<Scored> found = execution.root(grouped.withFilter(filter), limit).points();
      boolean first = round == 0;
      for (Scored point : found) {
        if (!add(point, first) && !first) {
          useless.add(point.id()); // other values there are no keys
        }
      }
      if (found.size() < limit) {
        return first;
      }
      if (groups.size() == request.root().limit()) {
        return false;
      }
      limit = (int) Math.min(2L * limit, maxResults);
    }
    return false;
  }

  /** Matches points that are in a group that is not known yet. */
  private @Nullable Filter others(Set<PointId> useless) {
    if (groups.isEmpty() && useless.isEmpty()) {
      return null;
    }
    Set<Object> known = new HashSet<>();
    groups.keySet().forEach(key -> known.add(value(key)));
    return new Filter(
        List.of(new Condition.MatchExcept(field, known)),
        List.of(),
        useless.isEmpty() ? List.of() : List.of(new Condition.HasId(useless)),
        null);
  }

  private static Object value(PointGroup.Key key) {
    return switch (key) {
      case PointGroup.Key.Text text -> text.value();
      case PointGroup.Key.Whole whole -> whole.value();
    };
  }

  /**
   * Puts a point into its groups.
   *
   * @param toKnown whether groups that are there already may grow; they do only as long as no
   *     better point is left out
   * @return whether there is a new group because of it
   */
  private boolean add(Scored point, boolean toKnown) throws IOException {
    boolean useful = false;
    for (PointGroup.Key key : keys(point.id())) {
      List<Scored> members = groups.get(key);
      if (members == null && groups.size() < request.root().limit()) {
        members = new ArrayList<>();
        groups.put(key, members);
        members.add(point);
        useful = true;
      } else if (members != null && toKnown && canTake(members, point)) {
        members.add(point);
      }
    }
    return useful;
  }

  private boolean canTake(List<Scored> members, Scored point) {
    return members.size() < request.groupSize()
        && members.stream().noneMatch(member -> member.id().equals(point.id()));
  }

  private Set<PointGroup.Key> keys(PointId id) throws IOException {
    Payload payload = reader.payload(id);
    Set<PointGroup.Key> keys = new LinkedHashSet<>();
    if (payload != null) {
      field.forEachValue(
          payload.asMapOnce(),
          value -> {
            if (value instanceof List<?> elements) {
              elements.forEach(element -> addKey(keys, element));
            } else {
              addKey(keys, value);
            }
          });
    }
    return keys;
  }

  private static void addKey(Set<PointGroup.Key> keys, @Nullable Object value) {
    switch (value) {
      case String text -> keys.add(new PointGroup.Key.Text(text));
      case Long number -> keys.add(new PointGroup.Key.Whole(number));
      case null, default -> {}
    }
  }

  /** Finds the points of each group that is not full. */
  private void fill(QueryStage grouped) throws IOException {
    for (Map.Entry<PointGroup.Key, List<Scored>> group : groups.entrySet()) {
      List<Scored> members = group.getValue();
      if (members.size() < request.groupSize()) {
        Filter ofGroup =
            Filter.must(new Condition.MatchAny(field, Set.of(value(group.getKey()))));
        Filter filter = QueryExecution.both(grouped.filter(), ofGroup);
        for (Scored point :
            execution.root(grouped.withFilter(filter), request.groupSize()).points()) {
          if (canTake(members, point)) {
            members.add(point);
          }
        }
      }
    }
  }
}
