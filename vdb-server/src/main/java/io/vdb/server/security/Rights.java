package io.vdb.server.security;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which requests of the API read and which write: the one place where that is said, for REST and
 * gRPC. What is served and not in the table has to be taken for a write, so that nothing is open to
 * a key for reading by mistake. Also has what Qdrant serves and this server does not.
 */
public final class Rights {

  private static final Pattern PARAMETER = Pattern.compile("\\{[^/]*}");

  /** Methods and templates of paths, in which every parameter is {@code {}}. */
  private static final Set<String> READING_ROUTES =
      union(
          Set.of(
              routes(
                  "GET",
                  "/telemetry",
                  "/cluster",
                  "/cluster/telemetry",
                  "/health/detailed",
                  "/health/{}",
                  "/aliases",
                  "/collections",
                  "/collections/{}",
                  "/collections/{}/aliases",
                  "/collections/{}/cluster",
                  "/collections/{}/exists",
                  "/collections/{}/optimizations",
                  "/collections/{}/shards",
                  "/collections/{}/shards/{}/snapshot",
                  "/collections/{}/shards/{}/snapshots",
                  "/collections/{}/shards/{}/snapshots/{}",
                  "/collections/{}/points/{}",
                  "/collections/{}/snapshots",
                  "/collections/{}/snapshots/{}",
                  "/snapshots",
                  "/snapshots/{}"),
              routes(
                  "POST",
                  "/collections/{}/facet",
                  "/collections/{}/points",
                  "/collections/{}/points/count",
                  "/collections/{}/points/discover",
                  "/collections/{}/points/discover/batch",
                  "/collections/{}/points/query",
                  "/collections/{}/points/query/batch",
                  "/collections/{}/points/query/groups",
                  "/collections/{}/points/recommend",
                  "/collections/{}/points/recommend/batch",
                  "/collections/{}/points/recommend/groups",
                  "/collections/{}/points/scroll",
                  "/collections/{}/points/search",
                  "/collections/{}/points/search/batch",
                  "/collections/{}/points/search/groups",
                  "/collections/{}/points/search/matrix/offsets",
                  "/collections/{}/points/search/matrix/pairs")));

  private static final Set<String> WRITING_ROUTES =
      union(
          Set.of(
              routes(
                  "PUT",
                  "/collections/{}",
                  "/collections/{}/index",
                  "/collections/{}/points",
                  "/collections/{}/points/payload",
                  "/collections/{}/points/vectors",
                  "/collections/{}/shards",
                  "/collections/{}/shards/{}/snapshots/recover",
                  "/collections/{}/vectors/{}",
                  "/collections/{}/snapshots/recover"),
              routes("PATCH", "/collections/{}"),
              routes(
                  "POST",
                  "/cluster/recover",
                  "/collections/aliases",
                  "/collections/{}/cluster",
                  "/collections/{}/points/batch",
                  "/collections/{}/points/delete",
                  "/collections/{}/points/payload",
                  "/collections/{}/points/payload/clear",
                  "/collections/{}/points/payload/delete",
                  "/collections/{}/points/vectors/delete",
                  "/collections/{}/shards/delete",
                  "/collections/{}/shards/{}/snapshots",
                  "/collections/{}/shards/{}/snapshots/upload",
                  "/collections/{}/snapshots",
                  "/collections/{}/snapshots/upload",
                  "/locks",
                  "/snapshots"),
              routes("GET", "/issues", "/locks"),
              routes(
                  "DELETE",
                  "/cluster/peer/{}",
                  "/collections/{}",
                  "/collections/{}/index/{}",
                  "/collections/{}/shards/{}/snapshots/{}",
                  "/collections/{}/snapshots/{}",
                  "/collections/{}/vectors/{}",
                  "/issues",
                  "/snapshots/{}")));

  private static final Set<String> READING_METHODS =
      union(
          Set.of(
              methods(
                  "qdrant.Collections",
                  "CollectionClusterInfo",
                  "CollectionExists",
                  "Get",
                  "List",
                  "ListAliases",
                  "ListCollectionAliases",
                  "ListShardKeys"),
              methods(
                  "qdrant.Points",
                  "Count",
                  "Discover",
                  "DiscoverBatch",
                  "Facet",
                  "Get",
                  "Query",
                  "QueryBatch",
                  "QueryGroups",
                  "Recommend",
                  "RecommendBatch",
                  "RecommendGroups",
                  "Scroll",
                  "Search",
                  "SearchBatch",
                  "SearchGroups",
                  "SearchMatrixOffsets",
                  "SearchMatrixPairs"),
              methods("qdrant.Snapshots", "List", "ListFull"),
              methods("grpc.reflection.v1.ServerReflection", "ServerReflectionInfo")));

  private static final Set<String> WRITING_METHODS =
      union(
          Set.of(
              methods(
                  "qdrant.Collections",
                  "Create",
                  "CreateShardKey",
                  "Delete",
                  "DeleteShardKey",
                  "Update",
                  "UpdateAliases",
                  "UpdateCollectionClusterSetup"),
              methods(
                  "qdrant.Points",
                  "ClearPayload",
                  "CreateFieldIndex",
                  "CreateVectorName",
                  "Delete",
                  "DeleteFieldIndex",
                  "DeletePayload",
                  "DeleteVectorName",
                  "DeleteVectors",
                  "OverwritePayload",
                  "SetPayload",
                  "UpdateBatch",
                  "UpdateVectors",
                  "Upsert"),
              methods("qdrant.Snapshots", "Create", "CreateFull", "Delete", "DeleteFull")));

  private Rights() {}

  /**
   * Returns what a route needs; nothing when the table does not have it.
   *
   * @param template path with its parameters in braces
   */
  public static Optional<Right> ofRoute(String method, String template) {
    return right(route(method, template), READING_ROUTES, WRITING_ROUTES);
  }

  /**
   * Returns what a gRPC method needs; nothing when the table does not have it.
   *
   * @param fullName service and method, as in {@code qdrant.Points/Get}
   */
  public static Optional<Right> ofMethod(String fullName) {
    return right(fullName, READING_METHODS, WRITING_METHODS);
  }

  private static Optional<Right> right(String name, Set<String> reading, Set<String> writing) {
    if (writing.contains(name)) {
      return Optional.of(Right.WRITE);
    }
    return reading.contains(name) ? Optional.of(Right.READ) : Optional.empty();
  }

  private static String route(String method, String template) {
    return method + " " + PARAMETER.matcher(template).replaceAll("{}");
  }

  private static Stream<String> routes(String method, String... templates) {
    return Arrays.stream(templates).map(template -> method + " " + template);
  }

  private static Stream<String> methods(String service, String... methods) {
    return Arrays.stream(methods).map(method -> service + "/" + method);
  }

  private static Set<String> union(Set<Stream<String>> parts) {
    return parts.stream().flatMap(part -> part).collect(Collectors.toUnmodifiableSet());
  }
}
