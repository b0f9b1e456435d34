package io.vdb.observability.otel;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import java.util.ArrayList;
import java.util.List;
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
  private final SpanAttributes attributes = new SpanAttributes();
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
    return isGiven(key) && Objects.nonNull(value)
        ? put(AttributeKey.stringKey(key), shortened(value, trace))
        : this;
  }

  @Override
  public Span attribute(String key, long value) {
    return isGiven(key) ? put(AttributeKey.longKey(key), value) : this;
  }

  @Override
  public Span attribute(String key, double value) {
    return isGiven(key) ? put(AttributeKey.doubleKey(key), value) : this;
  }

  @Override
  public Span attribute(String key, boolean value) {
    return isGiven(key) ? put(AttributeKey.booleanKey(key), value) : this;
  }

  /** The SPI has no nulls, but a careless caller must not fail here. */
  private static boolean isGiven(String key) {
    return Objects.nonNull(key) && !key.isEmpty();
  }

  private Span put(AttributeKey<?> key, Object value) {
    synchronized (lock) {
      if (!over
          && !attributes.put(key, value, trace.sink().limits().getMaxNumberOfAttributes())) {
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
        attributes,
        List.copyOf(events),
        List.copyOf(links),
        attributes.size() + refusedAttributes,
        events.size() + refusedEvents,
        links.size() + refusedLinks,
        trace.sink().resource());
  }

  private static String shortened(String text, LocalTrace trace) {
    int most = trace.sink().limits().getMaxAttributeValueLength();
    if (Objects.isNull(text) || text.length() <= most) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
  }
}
