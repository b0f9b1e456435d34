package io.vdb.server.rest;

import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Projection;
import io.vdb.core.query.ContextPair;
import io.vdb.core.query.GroupsRequest;
import io.vdb.core.query.GroupsRequest.GroupLookup;
import io.vdb.core.query.MatrixRequest;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryRequest;
import io.vdb.core.query.QueryStage;
import io.vdb.core.query.RecommendStrategy;
import io.vdb.core.query.VectorInput;
import io.vdb.server.api.Searches;
import io.vdb.server.config.LimitsConfig;
import io.vdb.server.rest.StageReader.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of everything that finds points by vectors, in its present and older forms. */
final class QueryReader {

  /** Which form a body has. */
  enum Form {
    /** Of {@code points/query}. */
    QUERY,
    /** Of {@code points/search}. */
    SEARCH,
    /** Of {@code points/recommend}. */
    RECOMMEND,
    /** Of {@code points/discover}. */
    DISCOVER
  }

  private static final String[] COMMON = {
    "filter", "params", "score_threshold", "limit", "offset", "with_vector", "with_payload"
  };

  private final JsonReader in;
  private final LimitsConfig limits;

  private QueryReader(JsonReader in, LimitsConfig limits) {
    this.in = in;
    this.limits = limits;
  }

  /** Reads one search. */
  static QueryRequest one(Form form, byte[] body, LimitsConfig limits) {
    return JsonReader.read(body, in -> new QueryReader(in, limits).one(form));
  }

  /** Reads several searches. */
  static List<QueryRequest> batch(Form form, byte[] body, LimitsConfig limits) {
    return JsonReader.read(body, in -> new QueryReader(in, limits).batch(form));
  }

  /** Reads a search for groups. */
  static GroupsRequest groups(Form form, byte[] body, LimitsConfig limits) {
    return JsonReader.read(body, in -> new QueryReader(in, limits).groups(form));
  }

  /** Reads what is asked of points by chance. */
  static MatrixRequest matrix(byte[] body, LimitsConfig limits) {
    return JsonReader.read(body, in -> new QueryReader(in, limits).matrix());
  }

  private QueryRequest one(Form form) throws IOException {
    Body body = new Body(form);
    int[] offset = new int[1];
    in.object(
        name -> {
          if (name.equals("offset")) {
            offset[0] = in.isNull() ? 0 : in.usize();
          } else if (!body.read(name)) {
            throw in.unknownField(name, body.known());
          }
        });
    return new QueryRequest(
        body.stage(QueryStage.DEFAULT_LIMIT), offset[0], body.projection.projection());
  }

  private List<QueryRequest> batch(Form form) throws IOException {
    List<List<QueryRequest>> found = new ArrayList<>(1);
    in.object(
        name -> {
          if (!name.equals("searches")) {
            throw in.unknownField(name, "searches");
          }
          Searches searches = new Searches(limits);
          in.array(() -> searches.add(one(form), in));
          found.add(searches.all());
        });
    if (found.isEmpty()) {
      throw in.missing("searches");
    }
    return found.getFirst();
  }

  private GroupsRequest groups(Form form) throws IOException {
    Body body = new Body(form);
    @Nullable PayloadPath[] groupBy = new @Nullable PayloadPath[1];
    @Nullable Integer[] size = new @Nullable Integer[1];
    @Nullable GroupLookup[] lookup = new @Nullable GroupLookup[1];
    in.object(
        name -> {
          switch (name) {
            case "group_by" -> groupBy[0] = in.payloadPath();
            case "group_size" -> size[0] = in.isNull() ? null : in.usize(1);
            case "with_lookup" -> lookup[0] = in.isNull() ? null : groupLookup();
            default -> {
              if (!body.read(name)) {
                throw in.unknownField(name, "group_by", "group_size", "with_lookup");
              }
            }
          }
        });
    PayloadPath field = groupBy[0];
    if (field == null) {
      throw in.missing("group_by");
    }
    Integer perGroup = size[0];
    if (perGroup == null && form != Form.QUERY) {
      throw in.missing("group_size");
    }
    return new GroupsRequest(
        body.stage(GroupsRequest.DEFAULT_LIMIT),
        body.projection.projection(),
        field,
        perGroup == null ? GroupsRequest.DEFAULT_SIZE : perGroup,
        lookup[0]);
  }

  private GroupLookup groupLookup() throws IOException {
    if (in.isString()) {
      return new GroupLookup(in.string(), Projection.PAYLOAD);
    }
    ProjectionReader projection = new ProjectionReader(in, true);
    @Nullable String[] collection = new @Nullable String[1];
    in.object(
        name -> {
          switch (name) {
            case "collection" -> collection[0] = in.string();
            case "with_payload" -> projection.readPayload();
            case "with_vectors", "with_vector" -> projection.readVector();
            default ->
                throw in.unknownField(name, "collection", "with_payload", "with_vectors");
          }
        });
    String named = collection[0];
    if (named == null) {
      throw in.missing("collection");
    }
    return new GroupLookup(named, projection.projection());
  }

  private MatrixRequest matrix() throws IOException {
    StageReader stage = new StageReader(Source.of(in, limits));
    int[] sample = {MatrixRequest.DEFAULT_SAMPLE};
    in.object(
        name -> {
          switch (name) {
            case "sample" ->
                sample[0] =
                    in.isNull()
                        ? MatrixRequest.DEFAULT_SAMPLE
                        : in.withinLimit(in.usize(2), limits.maxResults());
            case "shard_key" -> in.unsupported();
            case "params", "score_threshold", "lookup_from" ->
                throw in.unknownField(name, "filter", "sample", "limit", "using");
            default -> {
              if (!stage.readComparing(name)) {
                throw in.unknownField(name, "filter", "sample", "limit", "using");
              }
            }
          }
        });
    QueryStage read = stage.stage(MatrixRequest.DEFAULT_LIMIT);
    return new MatrixRequest(read.using(), read.filter(), sample[0], read.limit());
  }

  /** The fields of a search, in one of its forms. */
  private final class Body {
    private final Form form;
    private final StageReader stage = new StageReader(Source.of(in, limits));
    private final ProjectionReader projection = new ProjectionReader(in, false);
    private final List<VectorInput> positive = new ArrayList<>();
    private final List<VectorInput> negative = new ArrayList<>();
    private RecommendStrategy strategy = RecommendStrategy.AVERAGE_VECTOR;
    private @Nullable VectorInput target;
    private @Nullable List<ContextPair> context;
    private boolean named;

    Body(Form form) {
      this.form = form;
    }

    /** Reads a field, or tells that it is none of a search. */
    boolean read(String name) throws IOException {
      switch (name) {
        case "with_payload" -> projection.readPayload();
        case "with_vector", "with_vectors" -> projection.readVector();
        case "shard_key" -> in.unsupported();
        default -> {
          return switch (form) {
            case QUERY -> stage.readQuerying(name);
            case SEARCH -> readSearch(name);
            case RECOMMEND -> readRecommend(name);
            case DISCOVER -> readDiscover(name);
          };
        }
      }
      return true;
    }

    private boolean readSearch(String name) throws IOException {
      if (!name.equals("vector")) {
        return stage.read(name);
      }
      if (in.isObject()) {
        in.object(this::readNamed);
        if (!named) {
          throw in.missing("name");
        }
        if (stage.query() == null) {
          throw in.missing("vector");
        }
      } else {
        compareWithArray();
      }
      return true;
    }

    private void readNamed(String name) throws IOException {
      switch (name) {
        case "name" -> {
          stage.using(in.string());
          named = true;
        }
        case "vector" -> compareWithArray();
        default -> throw in.unknownField(name, "name", "vector");
      }
    }

    private void compareWithArray() throws IOException {
      if (!in.isArray() && !in.isObject()) {
        throw in.expected("an array of numbers");
      }
      stage.comparing(new Query.Nearest(stage.inputs().input()));
    }

    private boolean readRecommend(String name) throws IOException {
      switch (name) {
        case "positive" -> positive.addAll(stage.inputs().inputs());
        case "negative" -> negative.addAll(stage.inputs().inputs());
        case "strategy" -> strategy = stage.kinds().strategy();
        case "using" -> using();
        default -> {
          return stage.readComparing(name);
        }
      }
      return true;
    }

    private boolean readDiscover(String name) throws IOException {
      switch (name) {
        case "target" -> target = in.isNull() ? null : stage.inputs().input();
        case "context" -> context = in.isNull() ? null : stage.inputs().pairs();
        case "using" -> using();
        case "score_threshold" -> {
          return false;
        }
        default -> {
          return stage.readComparing(name);
        }
      }
      return true;
    }

    private void using() throws IOException {
      stage.using(in.isNull() ? NamedVectors.DEFAULT : in.string());
    }

    /** Returns the step that all this makes. */
    QueryStage stage(int otherwise) {
      switch (form) {
        case QUERY -> {
          return stage.stage(otherwise);
        }
        case SEARCH -> {
          if (stage.query() == null) {
            throw in.missing("vector");
          }
        }
        case RECOMMEND -> stage.comparing(new Query.Recommend(positive, negative, strategy));
        case DISCOVER -> stage.comparing(Searches.discover(target, context, in));
      }
      return stage.limited();
    }

    String[] known() {
      List<String> names = new ArrayList<>(List.of(COMMON));
      names.addAll(
          0,
          switch (form) {
            case QUERY -> List.of("prefetch", "query", "using", "lookup_from");
            case SEARCH -> List.of("vector");
            case RECOMMEND -> List.of("positive", "negative", "strategy", "using", "lookup_from");
            case DISCOVER -> List.of("target", "context", "using", "lookup_from");
          });
      return names.toArray(String[]::new);
    }
  }
}
