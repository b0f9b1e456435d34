package io.vdb.server.rest;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import io.vdb.server.api.ApiException;
import io.vdb.server.request.HeldBytes;
import io.vdb.server.request.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Collects the body of one request, and counts it as it comes: what a client announces and does not
 * send takes no memory, and what takes too much ends before all of it is here. Armeria's own way to
 * collect a body shows it only as a whole.
 */
final class BodyCollector implements Subscriber<HttpObject> {

  private final RequestHeaders headers;
  private final HeldBytes held;
  private final List<HttpData> parts = new ArrayList<>();
  private final CompletableFuture<AggregatedHttpRequest> whole = new CompletableFuture<>();
  private long bytes;
  private @Nullable Subscription subscription;

  private BodyCollector(RequestHeaders headers, HeldBytes held) {
    this.headers = headers;
    this.held = held;
  }

  /** Returns the whole request, on the event loop, once all of it has come. */
  static CompletableFuture<AggregatedHttpRequest> collect(HttpRequest request, HeldBytes held) {
    BodyCollector collector = new BodyCollector(request.headers(), held);
    request.subscribe(collector);
    return collector.whole;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    this.subscription = subscription;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(HttpObject object) {
    if (!(object instanceof HttpData data) || whole.isDone()) {
      return; // trailers, which mean nothing here
    }
    if (held.take(data.length())) {
      parts.add(data);
      bytes += data.length();
      return;
    }
    parts.clear();
    if (subscription != null) {
      subscription.cancel();
    }
    whole.completeExceptionally(ApiException.refused(Refusal.MEMORY));
  }

  @Override
  public void onError(Throwable failure) {
    whole.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    whole.complete(AggregatedHttpRequest.of(headers, body()));
  }

  private HttpData body() {
    if (parts.size() <= 1) {
      return parts.isEmpty() ? HttpData.empty() : parts.getFirst();
    }
    byte[] body = new byte[Math.toIntExact(bytes)]; // the limit of a body is far below
    int end = 0;
    for (HttpData part : parts) {
      byte[] from = part.array();
      System.arraycopy(from, 0, body, end, from.length);
      end += from.length;
    }
    return HttpData.wrap(body);
  }
}
