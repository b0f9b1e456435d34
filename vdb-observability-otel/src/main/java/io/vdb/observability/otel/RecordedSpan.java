package io.vdb.observability.otel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A span of a trace that is sampled. Becomes an {@link EndedSpan} when it ends. */
final class RecordedSpan implements Span {

  private final LocalTrace trace;
  private final String name;
  private final SpanKind kind;
  private final TraceContext ids;
  private final SpanContext own;
  private final SpanContext parent;
  private final long startNanos;

  private final Object lock = new Object();

  // Guarded by the lock. Written until the end.
  private final Map<String, Object> attributes = new LinkedHashMap<>();
  private final List<EventData> events = new ArrayList<>(0);
  private final List<LinkData> links = new ArrayList<>(0);
  private int refusedAttributes;
  private int refusedEvents;
  private int refusedLinks;
  private StatusData status = StatusData.unset();
  private volatile boolean over;

  RecordedSpan(
      LocalTrace trace,
      String name,
      SpanKind kind,
      TraceContext ids,
      SpanContext parent,
      long startNanos) {
    this.trace = trace;
    this.name = shortened(name, trace);
    this.kind = kind;
    this.ids = ids;
    this.own = TraceStates.local(ids, trace.state());
    this.parent = parent;
    this.startNanos = startNanos;
  }

  @Override
  public TraceContext context() {
    return ids;
  }

  @Override
  public boolean isRecording() {
    return !over && trace.sink().queue().isOpen();
  }

  @Override
  public Span child(String childName, long childStartNanos) {
    return new RecordedSpan(
        trace, childName, SpanKind.INTERNAL, ids.next(true), own, childStartNanos);
  }

  @Override
  public Span attribute(String key, String value) {
    return put(key, shortened(value, trace));
  }

  @Override
  public Span attribute(String key, long value) {
    return put(key, value);
  }

  @Override
  public Span attribute(String key, double value) {
    return put(key, value);
  }

  @Override
  public Span attribute(String key, boolean value) {
    return put(key, value);
  }

  private Span put(String key, Object value) {
    synchronized (lock) {
      // The SPI has no nulls, but a careless caller must not fail here.
      if (over || Objects.isNull(key) || Objects.isNull(value) || key.isEmpty()) {
        return this;
      }
      if (attributes.size() < trace.sink().limits().getMaxNumberOfAttributes()
          || attributes.containsKey(key)) {
        attributes.put(key, value);
      } else {
        refusedAttributes++;
      }
    }
    return this;
  }

  @Override
  public Span event(String eventName) {
    add(
        EventData.create(
            trace.epochNanosAt(System.nanoTime()),
            shortened(eventName, trace),
            Attributes.empty()));
    return this;
  }

  private void add(EventData event) {
    synchronized (lock) {
      if (over) {
        return;
      }
      if (events.size() < trace.sink().limits().getMaxNumberOfEvents()) {
        events.add(event);
      } else {
        refusedEvents++;
      }
    }
  }

  @Override
  public Span link(TraceContext other) {
    synchronized (lock) {
      if (over || !other.isValid()) {
        return this;
      }
      if (links.size() < trace.sink().limits().getMaxNumberOfLinks()) {
        links.add(LinkData.create(TraceStates.remote(other)));
      } else {
        refusedLinks++;
      }
    }
    return this;
  }

  @Override
  public Span failed(String type, @Nullable Throwable cause) {
    if (!isRecording()) {
      return this;
    }
    synchronized (lock) {
      if (!over) {
        status = StatusData.error();
      }
    }
    attribute("error.type", type);
    if (cause != null) {
      add(StackTraces.event(trace.epochNanosAt(System.nanoTime()), cause));
    }
    return this;
  }

  @Override
  public void end(long endNanos) {
    EndedSpan ended;
    synchronized (lock) {
      if (over) {
        return;
      }
      over = true;
      ended = ended(endNanos);
    }
    trace.sink().queue().offer(ended);
  }

  /** The caller holds the lock. */
  private EndedSpan ended(long endNanos) {
    return new EndedSpan(
        name,
        kind,
        own,
        parent,
        status,
        trace.epochNanosAt(startNanos),
        trace.epochNanosAt(endNanos - startNanos < 0 ? startNanos : endNanos),
        attributes(),
        List.copyOf(events),
        List.copyOf(links),
        attributes.size() + refusedAttributes,
        events.size() + refusedEvents,
        links.size() + refusedLinks,
        trace.sink().resource());
  }

  private Attributes attributes() {
    AttributesBuilder builder = Attributes.builder();
    attributes.forEach(
        (key, value) -> {
          switch (value) {
            case Long number -> builder.put(key, (long) number);
            case Double number -> builder.put(key, (double) number);
            case Boolean flag -> builder.put(key, (boolean) flag);
            default -> builder.put(key, value.toString());
          }
        });
    return builder.build();
  }

  private static String shortened(String text, LocalTrace trace) {
    int most = trace.sink().limits().getMaxAttributeValueLength();
    if (Objects.isNull(text) || text.length() <= most) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
  }
}
