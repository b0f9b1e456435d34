package io.vdb.observability.tck;

import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import io.vdb.observability.spi.Tracer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A tracer for tests: records a share of new traces and every one whose parent or cause is. */
final class InMemoryTracer implements Tracer, SpanReadings {

  private final Object lock = new Object();
  private final List<SpanReading> ended = new ArrayList<>();
  private final StringBuilder causes = new StringBuilder();
  private final double share;
  private boolean open = true;

  InMemoryTracer(double share) {
    this.share = share;
  }

  @Override
  public Span request(String name, TraceContext parent, long startNanos) {
    if (!records(parent)) {
      return Tracer.none().request(name, parent, startNanos);
    }
    TraceContext context = parent.isValid() ? parent.next(true) : TraceContext.random(true);
    return new Recorded(name, context, parent.isValid() ? parent.spanId() : "", startNanos);
  }

  @Override
  public Span background(String name, TraceContext cause, long startNanos) {
    if (!records(cause)) {
      return Tracer.none().background(name, cause, startNanos);
    }
    Span span = new Recorded(name, TraceContext.random(true), "", startNanos);
    return cause.isValid() ? span.link(cause) : span;
  }

  private boolean records(TraceContext origin) {
    synchronized (lock) {
      return open
          && (origin.isValid()
              ? origin.sampled()
              : ThreadLocalRandom.current().nextDouble() < share);
    }
  }

  @Override
  public List<SpanReading> endedSpans() {
    synchronized (lock) {
      return List.copyOf(ended);
    }
  }

  @Override
  public String asText() {
    synchronized (lock) {
      return ended + "\n" + causes;
    }
  }

  void close() {
    synchronized (lock) {
      open = false;
    }
  }

  private final class Recorded implements Span {
    private final String name;
    private final TraceContext context;
    private final String parentSpanId;
    private final long startNanos;
    private final List<TraceContext> links = new ArrayList<>();
    private final Map<String, Object> attributes = new LinkedHashMap<>();
    private final List<String> events = new ArrayList<>();
    private String failure = "";
    private boolean over;

    Recorded(String name, TraceContext context, String parentSpanId, long startNanos) {
      this.name = name;
      this.context = context;
      this.parentSpanId = parentSpanId;
      this.startNanos = startNanos;
    }

    @Override
    public TraceContext context() {
      return context;
    }

    @Override
    public boolean isRecording() {
      synchronized (lock) {
        return open && !over;
      }
    }

    @Override
    public Span child(String childName, long childStartNanos) {
      return new Recorded(childName, context.next(true), context.spanId(), childStartNanos);
    }

    private Span change(Runnable change) {
      synchronized (lock) {
        if (open && !over) {
          change.run();
        }
      }
      return this;
    }

    private Span set(@Nullable String key, @Nullable Object value) {
      return key == null || key.isEmpty() || value == null
          ? this
          : change(() -> attributes.put(key, value));
    }

    @Override
    public Span attribute(String key, String value) {
      return set(key, value);
    }

    @Override
    public Span attribute(String key, long value) {
      return set(key, value);
    }

    @Override
    public Span attribute(String key, double value) {
      return set(key, value);
    }

    @Override
    public Span attribute(String key, boolean value) {
      return set(key, value);
    }

    @Override
    public Span event(String event) {
      return change(() -> events.add(event));
    }

    @Override
    public Span link(TraceContext other) {
      return change(() -> links.add(other));
    }

    @Override
    public Span failed(String type, @Nullable Throwable cause) {
      return change(
          () -> {
            failure = type;
            causes.append(cause == null ? "" : cause.getClass().getName()).append('\n');
          });
    }

    @Override
    public void end(long endNanos) {
      synchronized (lock) {
        if (!over && open) {
          ended.add(
              new SpanReading(
                  name,
                  context,
                  parentSpanId,
                  links,
                  attributes,
                  events,
                  failure,
                  startNanos,
                  endNanos));
        }
        over = true;
      }
    }
  }
}
