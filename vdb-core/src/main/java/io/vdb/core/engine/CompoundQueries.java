package io.vdb.core.engine;

import io.vdb.core.index.VectorKernel;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.PointId;
import io.vdb.core.model.ScoredPoint;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.SearchResult;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.query.GroupsRequest;
import io.vdb.core.query.GroupsResult;
import io.vdb.core.query.MatrixRequest;
import io.vdb.core.query.MatrixResult;
import io.vdb.core.query.PointGroup;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryRequest;
import io.vdb.core.query.QueryStage;
import io.vdb.core.query.Scored;
import io.vdb.core.query.VectorInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers the compound queries of a collection; each sees one view of it. */
final class CompoundQueries {

  private final Collection collection;
  private final Searcher searcher;
  private final Function<VectorConfig, VectorKernel> kernels;
  private final CollectionSchema schema;
  private final QueryChecks checks;
  private final Limits limits;
  private final QueryObserver observer;

  CompoundQueries(
      Collection collection,
      Searcher searcher,
      Function<VectorConfig, VectorKernel> kernels,
      CollectionSchema schema,
      QueryChecks checks,
      Limits limits,
      QueryObserver observer) {
    this.collection = collection;
    this.searcher = searcher;
    this.kernels = kernels;
    this.schema = schema;
    this.checks = checks;
    this.limits = limits;
    this.observer = observer;
  }

  /** Returns the search that a query comes down to, or nothing when it is more than that. */
  static @Nullable SearchRequest plain(QueryRequest request) {
    QueryStage root = request.root();
    if (!(root.query() instanceof Query.Nearest nearest)
        || !root.prefetch().isEmpty()
        || root.lookup() != null) {
      return null;
    }
    SearchRequest.Target target =
        switch (nearest.target()) {
          case VectorInput.Stored stored -> new SearchRequest.Target.Stored(stored.id());
          case VectorInput.Given given -> new SearchRequest.Target.Vector(given.vector());
        };
    return new SearchRequest(
        target,
        root.using(),
        root.limit(),
        request.offset(),
        root.filter(),
        root.params().hnswEf(),
        root.params().exact(),
        root.params().indexedOnly(),
        root.scoreThreshold(),
        request.projection());
  }

  /** The parts that answer one query. */
  private record Parts(PointReader reader, QueryExecution execution) {}

  private Parts parts(View view, QueryStage root, QueryRun run, Surroundings around) {
    PointReader reader = new PointReader(view);
    QueryVectors vectors =
        new QueryVectors(collection, kernels, reader, around.collections());
    QueryExecution execution =
        new QueryExecution(
            view,
            reader,
            searcher,
            schema,
            vectors,
            run,
            around.awaited(),
            vectors.named(root));
    return new Parts(reader, execution);
  }

  SearchResult query(QueryRequest request, Surroundings around) {
    QueryRun run = new QueryRun();
    QueryStage root = request.root();
    return observer.compound(
        QueryKind.QUERY,
        root,
        run,
        () -> {
          checks.query(request);
          return collection.read(view -> query(view, request, run, around));
        },
        result -> result.points().size());
  }

  private SearchResult query(
      View view, QueryRequest request, QueryRun run, Surroundings around) throws IOException {
    QueryStage root = request.root();
    Parts parts = parts(view, root, run, around);
    // Which points come by chance is not stable, so there are none to leave out.
    boolean unstable = root.query() instanceof Query.Sample && root.prefetch().isEmpty();
    int offset = unstable ? 0 : request.offset();
    List<Scored> found = parts.execution().root(root, root.limit() + offset).points();
    run.found();
    List<ScoredPoint> points = new ArrayList<>();
    for (Scored point : found.subList(Math.min(offset, found.size()), found.size())) {
      points.add(parts.reader().scored(point, request.projection()));
    }
    run.fetched();
    return new SearchResult(points, run.cost());
  }

  GroupsResult groups(GroupsRequest request, Surroundings around) {
    QueryRun run = new QueryRun();
    return observer.compound(
        QueryKind.GROUPS,
        request.root(),
        run,
        () -> {
          checks.groups(request);
          return collection.read(view -> groups(view, request, run, around));
        },
        result -> result.groups().size());
  }

  private GroupsResult groups(
      View view, GroupsRequest request, QueryRun run, Surroundings around) throws IOException {
    Parts parts = parts(view, request.root(), run, around);
    Map<PointGroup.Key, List<Scored>> found =
        new GroupSearch(parts.execution(), parts.reader(), request, limits.maxResults()).find();
    run.found();
    Map<PointId, StoredRecord> lookedUp = lookUp(found, request, around);
    List<PointGroup> groups = new ArrayList<>(found.size());
    for (Map.Entry<PointGroup.Key, List<Scored>> group : found.entrySet()) {
      List<ScoredPoint> points = new ArrayList<>(group.getValue().size());
      for (Scored point : group.getValue()) {
        points.add(parts.reader().scored(point, request.projection()));
      }
      PointId id = id(group.getKey());
      groups.add(new PointGroup(group.getKey(), points, id == null ? null : lookedUp.get(id)));
    }
    run.fetched();
    return new GroupsResult(groups, run.cost());
  }

  private static Map<PointId, StoredRecord> lookUp(
      Map<PointGroup.Key, List<Scored>> groups, GroupsRequest request, Surroundings around) {
    GroupsRequest.GroupLookup lookup = request.lookup();
    if (lookup == null) {
      return Map.of();
    }
    List<PointId> ids = new ArrayList<>();
    for (PointGroup.Key key : groups.keySet()) {
      PointId id = id(key);
      if (id != null) {
        ids.add(id);
      }
    }
    Map<PointId, StoredRecord> found = new HashMap<>();
    around
        .collections()
        .apply(lookup.collection())
        .records(ids, lookup.projection())
        .forEach(point -> found.put(point.id(), point));
    return found;
  }

  /** Returns the id that a key is, or nothing when it is none. */
  private static @Nullable PointId id(PointGroup.Key key) {
    return switch (key) {
      case PointGroup.Key.Whole whole -> whole.value() < 0 ? null : PointId.of(whole.value());
      case PointGroup.Key.Text text -> uuid(text.value());
    };
  }

  private static @Nullable PointId uuid(String text) {
    try {
      return text.length() == 36 ? PointId.of(UUID.fromString(text)) : null;
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  MatrixResult matrix(MatrixRequest request, Surroundings around) {
    QueryRun run = new QueryRun();
    QueryStage root =
        QueryStage.of(new Query.Sample(), request.sample())
            .using(request.using())
            .withFilter(request.filter());
    return observer.compound(
        QueryKind.MATRIX,
        root,
        run,
        () -> {
          checks.matrix(request);
          if (!collection.config().hasVector(request.using())) {
            throw CollectionConfig.noVector(request.using());
          }
          ReadFilter filter = schema.forChecked(MatrixSearch.comparable(request));
          return collection.read(
              view -> {
                PointReader reader = new PointReader(view);
                QueryVectors vectors =
                    new QueryVectors(collection, kernels, reader, around.collections());
                QueryRun.Step step = run.begin("query", request.sample());
                MatrixResult found =
                    new MatrixSearch(reader, vectors, around.awaited()).find(request, filter);
                long others = Math.max(0, found.ids().size() - 1);
                run.compared(others * found.ids().size());
                run.end(step, found.ids().size());
                run.found();
                run.fetched();
                return found;
              });
        },
        result -> result.ids().size());
  }
}
