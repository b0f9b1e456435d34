package io.vdb.observability.spi;

import java.util.concurrent.Executor;

/**
 * What travels with the work that a request causes: its span and its correlation id. Immutable.
 *
 * <p>Bound to a thread for the length of a call, so it cannot leak into what the thread does next.
 * It does not follow work to another thread by itself: whoever hands work over {@linkplain #wrap
 * wraps} it, or hands it to a {@linkplain #propagating propagating} executor.
 */
public final class Context {

  /** Work that no request caused. */
  public static final Context NONE = new Context("", Span.none());

  private static final ScopedValue<Context> CURRENT = ScopedValue.newInstance();

  private final String correlationId;
  private final Span span;

  private Context(String correlationId, Span span) {
    this.correlationId = correlationId;
    this.span = span;
  }

  /**
   * A context.
   *
   * @param correlationId joins everything that a request causes; empty when there is none
   * @param span what goes on now
   */
  public static Context of(String correlationId, Span span) {
    return new Context(correlationId, span);
  }

  /** Returns the context of the calling thread; {@link #NONE} when it has none. */
  public static Context current() {
    return CURRENT.orElse(NONE);
  }

  /** Returns the id that joins everything that a request causes; empty when there is none. */
  public String correlationId() {
    return correlationId;
  }

  /** Returns the span of what goes on now. */
  public Span span() {
    return span;
  }

  /** Returns the same with another span. */
  public Context with(Span newSpan) {
    return new Context(correlationId, newSpan);
  }

  /** Runs something in this context. */
  public void run(Runnable task) {
    ScopedValue.where(CURRENT, this).run(task);
  }

  /** Computes something in this context. */
  public <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> task) throws X {
    return ScopedValue.where(CURRENT, this).call(task);
  }

  /** Returns a task that runs in this context, whichever thread runs it. */
  public Runnable wrap(Runnable task) {
    return () -> run(task);
  }

  /** Returns an executor whose tasks run in the context of whoever hands them in. */
  public static Executor propagating(Executor threads) {
    return task -> threads.execute(current().wrap(task));
  }
}
