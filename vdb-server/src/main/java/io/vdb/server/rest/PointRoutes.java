package io.vdb.server.rest;

import static com.linecorp.armeria.common.HttpMethod.GET;
import static com.linecorp.armeria.common.HttpMethod.POST;
import static com.linecorp.armeria.common.HttpMethod.PUT;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpMethod;
import io.vdb.core.engine.WriteReceipt;
import io.vdb.core.error.VdbException;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.OrderBy;
import io.vdb.core.model.OrderedRecord;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.ScrollPage;
import io.vdb.core.model.SearchResult;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.query.GroupsRequest;
import io.vdb.core.query.GroupsResult;
import io.vdb.core.query.MatrixRequest;
import io.vdb.core.query.MatrixResult;
import io.vdb.core.query.QueryRequest;
import io.vdb.server.api.ApiException;
import io.vdb.server.api.Place;
import io.vdb.server.rest.ApiRoute.Work;
import io.vdb.server.rest.QueryReader.Form;
import io.vdb.server.rest.WriteReader.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Routes of points. */
final class PointRoutes {

  private static final String POINTS = "/collections/{collection}/points";

  private PointRoutes() {}

  static List<ApiRoute> routes() {
    return List.of(
        write(PUT, POINTS, Kind.UPSERT),
        write(POST, POINTS + "/delete", Kind.DELETE),
        write(POST, POINTS + "/payload", Kind.SET_PAYLOAD),
        write(PUT, POINTS + "/payload", Kind.OVERWRITE_PAYLOAD),
        write(POST, POINTS + "/payload/delete", Kind.DELETE_PAYLOAD),
        write(POST, POINTS + "/payload/clear", Kind.CLEAR_PAYLOAD),
        write(PUT, POINTS + "/vectors", Kind.UPDATE_VECTORS),
        write(POST, POINTS + "/vectors/delete", Kind.DELETE_VECTORS),
        write(POST, POINTS + "/batch", PointRoutes::batch),
        read(GET, POINTS + "/{id}", QueryOptions.READ, PointRoutes::one),
        read(POST, POINTS, QueryOptions.READ, PointRoutes::retrieve),
        read(POST, POINTS + "/count", QueryOptions.READ, PointRoutes::count),
        read(POST, POINTS + "/scroll", QueryOptions.READ, PointRoutes::scroll),
        read(POST, POINTS + "/query", QueryOptions.SEARCH, PointRoutes::query),
        read(POST, POINTS + "/query/batch", QueryOptions.READ, PointRoutes::queryBatch),
        groups("/query/groups", Form.QUERY),
        search("/search", Form.SEARCH),
        searchBatch("/search/batch", Form.SEARCH),
        groups("/search/groups", Form.SEARCH),
        search("/recommend", Form.RECOMMEND),
        searchBatch("/recommend/batch", Form.RECOMMEND),
        groups("/recommend/groups", Form.RECOMMEND),
        search("/discover", Form.DISCOVER),
        searchBatch("/discover/batch", Form.DISCOVER),
        read(POST, POINTS + "/search/matrix/pairs", QueryOptions.READ, PointRoutes::matrixPairs),
        read(
            POST,
            POINTS + "/search/matrix/offsets",
            QueryOptions.READ,
            PointRoutes::matrixOffsets));
  }

  private static ApiRoute write(HttpMethod method, String template, Operation operation) {
    return new ApiRoute(method, template, Work.WRITE, QueryOptions.WRITE, true, operation);
  }

  private static ApiRoute write(HttpMethod method, String template, Kind kind) {
    return write(method, template, call -> write(call, kind));
  }

  private static ApiRoute read(
      HttpMethod method, String template, Set<String> parameters, Operation operation) {
    return new ApiRoute(method, template, Work.SEARCH, parameters, method == POST, operation);
  }

  private static Envelope.Result write(Call call, Kind kind) {
    PointWrite write = WriteReader.read(kind, call.body(), call.limits());
    WriteReceipt receipt =
        call.points().write(call.collection(), write, call.options().acknowledge());
    return out -> written(out, call, receipt);
  }

  private static Envelope.Result batch(Call call) {
    List<PointWrite> writes = WriteReader.batch(call.body(), call.limits());
    List<WriteReceipt> receipts =
        call.points().writeAll(call.collection(), writes, call.options().acknowledge());
    return out -> {
      out.writeStartArray();
      for (WriteReceipt receipt : receipts) {
        written(out, call, receipt);
      }
      out.writeEndArray();
    };
  }

  /** Tells that an operation was done. */
  static void written(JsonGenerator out, Call call, WriteReceipt receipt)
      throws IOException {
    boolean completed = call.options().acknowledge() == Acknowledge.VISIBLE;
    out.writeStartObject();
    out.writeNumberField("operation_id", receipt.sequence());
    out.writeStringField("status", completed ? "completed" : "acknowledged");
    out.writeEndObject();
  }

  private static Envelope.Result one(Call call) {
    PointId id = pathId(call.pathParam("id"));
    StoredRecord found = call.points().get(call.collection(), id);
    return out -> PointWriter.stored(out, found);
  }

  private static PointId pathId(String text) {
    try {
      return PointId.parse(text);
    } catch (VdbException e) {
      throw ApiException.wrongInput(
          "Can not recognize \"" + Place.shown(text) + "\" as point id");
    }
  }

  private static Envelope.Result retrieve(Call call) {
    PointsReader.Retrieval wanted = PointsReader.retrieval(call.body(), call.limits());
    List<StoredRecord> found =
        call.points().retrieve(call.collection(), wanted.ids(), wanted.projection());
    return out -> PointWriter.records(out, found);
  }

  private static Envelope.Result count(Call call) {
    long count =
        call.points().count(call.collection(), PointsReader.count(call.body(), call.limits()));
    return out -> {
      out.writeStartObject();
      out.writeNumberField("count", count);
      out.writeEndObject();
    };
  }

  private static Envelope.Result scroll(Call call) {
    PointsReader.Page wanted = PointsReader.page(call.body(), call.limits());
    OrderBy order = wanted.order();
    if (order != null) {
      List<OrderedRecord> ordered =
          call.points().ordered(call.collection(), wanted.request().by(order));
      return out -> PointWriter.ordered(out, ordered);
    }
    ScrollPage page = call.points().scroll(call.collection(), wanted.request());
    return out -> PointWriter.page(out, page);
  }

  private static ApiRoute search(String template, Form form) {
    return read(
        POST, POINTS + template, QueryOptions.SEARCH, call -> search(call, form));
  }

  private static ApiRoute searchBatch(String template, Form form) {
    return read(
        POST, POINTS + template, QueryOptions.READ, call -> searchBatch(call, form));
  }

  private static ApiRoute groups(String template, Form form) {
    return read(
        POST, POINTS + template, QueryOptions.SEARCH, call -> groups(call, form));
  }

  private static SearchResult found(Call call, Form form) {
    QueryRequest request = QueryReader.one(form, call.body(), call.limits());
    SearchResult result = call.points().query(call.collection(), request, call.awaited());
    call.spent(result.cost());
    return result;
  }

  private static List<SearchResult> allFound(Call call, Form form) {
    List<QueryRequest> requests = QueryReader.batch(form, call.body(), call.limits());
    return call.points().queryAll(call.collection(), requests, call.awaited());
  }

  private static Envelope.Result query(Call call) {
    SearchResult result = found(call, Form.QUERY);
    return out -> QueryWriter.points(out, result);
  }

  private static Envelope.Result queryBatch(Call call) {
    List<SearchResult> results = allFound(call, Form.QUERY);
    return out -> {
      out.writeStartArray();
      for (SearchResult result : results) {
        QueryWriter.points(out, result);
      }
      out.writeEndArray();
    };
  }

  private static Envelope.Result search(Call call, Form form) {
    SearchResult result = found(call, form);
    return out -> PointWriter.scored(out, result.points());
  }

  private static Envelope.Result searchBatch(Call call, Form form) {
    List<SearchResult> results = allFound(call, form);
    return out -> {
      out.writeStartArray();
      for (SearchResult result : results) {
        PointWriter.scored(out, result.points());
      }
      out.writeEndArray();
    };
  }

  private static Envelope.Result groups(Call call, Form form) {
    GroupsRequest request = QueryReader.groups(form, call.body(), call.limits());
    GroupsResult result =
        call.points().queryGroups(call.collection(), request, call.awaited());
    call.spent(result.cost());
    return out -> QueryWriter.groups(out, result);
  }

  private static MatrixResult matrix(Call call) {
    MatrixRequest request = QueryReader.matrix(call.body(), call.limits());
    return call.points().searchMatrix(call.collection(), request, call.awaited());
  }

  private static Envelope.Result matrixPairs(Call call) {
    MatrixResult result = matrix(call);
    return out -> QueryWriter.matrixPairs(out, result);
  }

  private static Envelope.Result matrixOffsets(Call call) {
    MatrixResult result = matrix(call);
    return out -> QueryWriter.matrixOffsets(out, result);
  }
}
