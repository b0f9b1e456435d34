package io.vdb.server.grpc.qdrant;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.util.SafeCloseable;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.vdb.server.lifecycle.Readiness;
import io.vdb.server.lifecycle.RefusedWorkException;
import io.vdb.server.lifecycle.TaskPool;
import io.vdb.server.request.ByteBudget;
import io.vdb.server.request.HeldBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of the JVM close a call too, and hold nothing. */
final class UnaryHandlerTest {

  private static final int BYTES = 100;

  private final Readiness readiness = new Readiness();
  private final ByteBudget budget = new ByteBudget(BYTES);
  private final List<Status> closed = new ArrayList<>();

  /** Works at once, or has no thread. */
  private record Threads(boolean areThere) implements TaskPool {

    @Override
    public void requireRoom() {
      // There always is.
    }

    @Override
    public <T> Place submit(
        Supplier<T> work,
        Predicate<T> succeeded,
        Consumer<T> then,
        Consumer<RefusedWorkException> refused) {
      if (!areThere) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      then.accept(work.get());
      return () -> false;
    }
  }

  private final class Call extends ServerCall<byte[], byte[]> {

    @Override
    public void request(int messages) {
      // They come when the test says so.
    }

    @Override
    public void sendHeaders(Metadata headers) {
      throw new AssertionError("there is nothing to answer");
    }

    @Override
    public void sendMessage(byte[] message) {
      throw new AssertionError("there is nothing to answer");
    }

    @Override
    public void close(Status status, Metadata trailers) {
      closed.add(status);
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<byte[], byte[]> getMethodDescriptor() {
      throw new UnsupportedOperationException();
    }
  }

  private UnaryHandler handler(boolean threads) {
    Method<HealthCheckRequest, HealthCheckResponse> method =
        new Method<>(
            HealthGrpc.getCheckMethod(),
            HealthCheckRequest.parser(),
            Method.Work.LOOKUP,
            (_, _) -> {
              throw new NoClassDefFoundError("secret");
            });
    return new UnaryHandler(method, new Threads(threads), readiness, Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closesACallThatMeetsAnErrorAndGivesItsBytesBack(boolean threads) {
    readiness.start();
    ServiceRequestContext ctx = ServiceRequestContext.of(HttpRequest.of(HttpMethod.POST, "/x"));
    HeldBytes held = HeldBytes.begin(ctx, budget);
    assertThat(held.take(BYTES)).isTrue();
    try (SafeCloseable _ = ctx.push()) {
      ServerCall.Listener<byte[]> listener =
          handler(threads).startCall(new Call(), new Metadata());
      listener.onMessage(new byte[0]);
      listener.onHalfClose();
    }
    held.release(); // as when the request is over

    assertThat(closed).extracting(Status::getCode).containsExactly(Status.Code.INTERNAL);
    assertThat(String.valueOf(closed.getFirst().getDescription())).doesNotContain("secret");
    assertThat(budget.take(BYTES)).as("given back").isTrue();
  }
}
