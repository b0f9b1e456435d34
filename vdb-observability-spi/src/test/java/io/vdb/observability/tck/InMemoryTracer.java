package io.vdb.observability.tck;

import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import io.vdb.observability.spi.Tracer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tracer for tests: records every new trace and every one whose parent or cause is sampled. */
final class InMemoryTracer implements Tracer, SpanReadings {

  private final Object lock = new Object();
  private final List<SpanReading> ended = new ArrayList<>();
  private boolean open = true;

  @Override
  public Span request(String name, TraceContext parent, long startNanos) {
    if (!isOpen() || (parent.isValid() && !parent.sampled())) {
      return Tracer.none().request(name, parent, startNanos);
    }
    TraceContext context = parent.isValid() ? parent.next(true) : TraceContext.random(true);
    return new Recorded(name, context, parent.isValid() ? parent.spanId() : "", startNanos);
  }

  @Override
  public Span background(String name, TraceContext cause, long startNanos) {
    if (!isOpen() || (cause.isValid() && !cause.sampled())) {
      return Tracer.none().background(name, cause, startNanos);
    }
    Span span = new Recorded(name, TraceContext.random(true), "", startNanos);
    return cause.isValid() ? span.link(cause) : span;
  }

  @Override
  public List<SpanReading> endedSpans() {
    synchronized (lock) {
      return List.copyOf(ended);
    }
  }

  private boolean isOpen() {
    synchronized (lock) {
      return open;
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
        if (!over) {
          change.run();
        }
      }
      return this;
    }

    @Override
    public Span attribute(String key, String value) {
      return change(() -> attributes.put(key, value));
    }

    @Override
    public Span attribute(String key, long value) {
      return change(() -> attributes.put(key, value));
    }

    @Override
    public Span attribute(String key, double value) {
      return change(() -> attributes.put(key, value));
    }

    @Override
    public Span attribute(String key, boolean value) {
      return change(() -> attributes.put(key, value));
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
      return change(() -> failure = type);
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
