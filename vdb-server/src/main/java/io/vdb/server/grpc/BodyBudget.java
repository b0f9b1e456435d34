package io.vdb.server.grpc;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.vdb.server.api.ApiException;
import io.vdb.server.request.ByteBudget;
import io.vdb.server.request.HeldBytes;
import io.vdb.server.request.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Takes what requests send from the budget for request bodies, as it arrives, and bounds each of
 * them.
 */
final class BodyBudget implements Function<HttpService, HttpService> {

  /** What stands in front of each message. */
  private static final int FRAME_BYTES = 5;

  private final ByteBudget budget;
  private final long limit;

  /**
   * A bound on requests.
   *
   * @param limit largest message
   */
  BodyBudget(ByteBudget budget, long limit) {
    this.budget = budget;
    this.limit = limit;
  }

  @Override
  public HttpService apply(HttpService service) {
    return new Budgeted(service);
  }

  private final class Budgeted extends SimpleDecoratingHttpService {

    Budgeted(HttpService service) {
      super(service);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
      HeldBytes held = HeldBytes.begin(ctx, budget);
      HttpRequest counted = request.peekData(data -> take(data, held));
      ctx.updateRequest(counted);
      CompletableFuture<?> _ =
          ctx.log().whenComplete().thenAccept(_ -> held.release());
      return unwrap().serve(ctx, counted);
    }

    private void take(HttpData data, HeldBytes held) {
      if (!held.take(data.length())) {
        throw ApiException.refused(Refusal.MEMORY);
      }
      if (held.taken() > limit + FRAME_BYTES) {
        throw CallFailures.tooLarge(limit);
      }
    }
  }
}
