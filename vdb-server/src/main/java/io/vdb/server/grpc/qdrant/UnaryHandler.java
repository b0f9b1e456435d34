package io.vdb.server.grpc.qdrant;

import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.vdb.server.api.ApiException;
import io.vdb.server.lifecycle.Readiness;
import io.vdb.server.lifecycle.RefusedWorkException;
import io.vdb.server.lifecycle.TaskPool;
import io.vdb.server.request.HeldBytes;
import io.vdb.server.request.Refusal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Answers calls of one method: takes the bytes on the event loop, and hands them to a worker. */
final class UnaryHandler implements ServerCallHandler<byte[], byte[]> {

  private final Method<?, ?> method;
  private final TaskPool workers;
  private final Readiness readiness;
  private final Duration longest;

  UnaryHandler(Method<?, ?> method, TaskPool workers, Readiness readiness, Duration longest) {
    this.method = method;
    this.workers = workers;
    this.readiness = readiness;
    this.longest = longest;
  }

  @Override
  public ServerCall.Listener<byte[]> startCall(
      ServerCall<byte[], byte[]> call, Metadata headers) {
    Call state = new Call(ServiceRequestContext.current());
    if (!readiness.isReady()) {
      return refuse(call, state, ApiException.unavailable("the server is starting or stopping"));
    }
    try {
      workers.requireRoom(); // so that no message is read that would only be refused
    } catch (RefusedWorkException e) {
      return refuse(call, state, ApiException.of(e));
    }
    call.request(2); // as for any unary method: a second message would be a fault
    return new ServerCall.Listener<>() {

      private byte @Nullable [] message;

      @Override
      public void onMessage(byte[] received) {
        message = received;
      }

      @Override
      public void onHalfClose() {
        byte[] whole = message;
        if (whole == null) {
          fail(call, state, Field.ROOT.malformed("there is no message"));
        } else if (!HeldBytes.of(state.ctx()).grow(whole.length)) { // it was compressed
          fail(call, state, ApiException.refused(Refusal.MEMORY));
        } else {
          received(call, whole, state);
        }
      }
    };
  }

  private static ServerCall.Listener<byte[]> refuse(
      ServerCall<byte[], byte[]> call, Call state, ApiException why) {
    fail(call, state, why);
    return new ServerCall.Listener<>() {};
  }

  private void received(ServerCall<byte[], byte[]> call, byte[] message, Call state) {
    TimeoutField.read(message, method.timeoutField())
        .ifPresent(timeout -> bound(state, timeout));
    if (method.work() == Method.Work.LONG
        && state.ctx().requestTimeoutMillis() == longest.toMillis()) {
      state.ctx().clearRequestTimeout(); // of the server; a client's own is sooner
    }
    HeldBytes held = HeldBytes.of(state.ctx());
    held.retain(); // a worker may be at it when the client has long gone
    try {
      TaskPool.Place place =
          workers.submit(
              () -> answer(message, state, held),
              answer -> answer.failure() == null,
              answer -> {
                held.release();
                send(call, state, answer);
              },
              refused -> {
                held.release();
                fail(call, state, ApiException.of(refused));
              });
      CompletableFuture<?> _ =
          state.ctx().whenRequestCancelling().thenAccept(_ -> leave(place, held));
    } catch (Throwable e) { // no room for it, or no thread
      held.release();
      fail(call, state, ApiException.of(e));
    }
  }

  /** Nobody waits any more for work that has not begun: its place is for others. */
  private static void leave(TaskPool.Place place, HeldBytes held) {
    if (place.leave()) {
      held.release();
    }
  }

  private void bound(Call state, Duration timeout) {
    state.bound(timeout.toSeconds());
    if (timeout.compareTo(longest) < 0) {
      shorten(state.ctx(), timeout);
    }
  }

  private static void shorten(ServiceRequestContext ctx, Duration timeout) {
    long now = ctx.requestTimeoutMillis();
    if (now == 0 || timeout.toMillis() < now) {
      ctx.setRequestTimeout(TimeoutMode.SET_FROM_START, timeout);
    }
  }

  /** A message to send, or what went wrong instead. */
  private record Answer(byte[] message, @Nullable ApiException failure) {}

  private Answer answer(byte[] message, Call state, HeldBytes held) {
    try {
      state.checkAwaited();
      byte[] made = method.run(message, state);
      if (!held.answer(made.length, method.work() == Method.Work.SEARCH)) {
        throw ApiException.refused(Refusal.MEMORY);
      }
      return new Answer(made, null);
    } catch (Throwable e) { // a call that gets no answer stays open
      return new Answer(message, ApiException.of(e));
    }
  }

  private static void send(ServerCall<byte[], byte[]> call, Call state, Answer answer) {
    if (answer.failure() != null) {
      fail(call, state, answer.failure());
      return;
    }
    call.sendHeaders(new Metadata());
    call.sendMessage(answer.message());
    call.close(Status.OK, new Metadata());
  }

  private static void fail(
      ServerCall<byte[], byte[]> call, Call state, ApiException failure) {
    if (failure.refusal() != null) {
      failure.refusal().note(state.ctx());
    }
    Metadata trailers = new Metadata();
    call.close(StatusCodes.failed(failure, trailers), trailers);
  }
}
