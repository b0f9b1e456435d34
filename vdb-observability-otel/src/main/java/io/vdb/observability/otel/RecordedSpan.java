package io.vdb.observability.otel;

import io.opentelemetry.sdk.trace.SpanLimits;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A span of a trace that is sampled. When it ends it goes into the queue as it is, and does not
 * change any more. What only whoever sends it needs is made by whoever sends it.
 */
final class RecordedSpan implements Span {

  /** What a span is below. */
  enum Parent {
    NONE,
    HERE,
    /** In another process. */
    REMOTE
  }

  private final LocalTrace trace;
  private final String name;
  private final long id;
  private final Parent parent;
  private final long parentId;
  private final boolean server;
  private final long startNanos;

  /** Written out when somebody asks; two threads that ask at once may both do it. */
  private @Nullable TraceContext ids;

  // Guarded by the attributes. Written until the end.
  private final SpanAttributes attributes = new SpanAttributes();
  private List<SpanEvent> events = List.of();
  private List<TraceContext> links = List.of();
  private int refusedAttributes;
  private int refusedEvents;
  private int refusedLinks;
  private boolean failed;
  private long endNanos;
  private volatile boolean over;

  private RecordedSpan(
      LocalTrace trace,
      String name,
      long id,
      Parent parent,
      long parentId,
      boolean server,
      long startNanos) {
    this.trace = trace;
    this.name = shortened(name, trace);
    this.id = id;
    this.parent = parent;
    this.parentId = parentId;
    this.server = server;
    this.startNanos = startNanos;
  }

  /** Starts the root of a request, below what its caller said. */
  static RecordedSpan ofRequest(
      LocalTrace trace, String name, TraceContext parent, long startNanos) {
    return parent.isValid()
        ? root(trace, name, Parent.REMOTE, idOf(parent), true, startNanos)
        : root(trace, name, Parent.NONE, 0, true, startNanos);
  }

  /** Starts the root of work in the background. */
  static RecordedSpan ofBackground(LocalTrace trace, String name, long startNanos) {
    return root(trace, name, Parent.NONE, 0, false, startNanos);
  }

  private static RecordedSpan root(
      LocalTrace trace,
      String name,
      Parent parent,
      long parentId,
      boolean server,
      long startNanos) {
    RecordedSpan root =
        new RecordedSpan(
            trace, name, idOf(trace.root()), parent, parentId, server, startNanos);
    root.ids = trace.root();
    return root;
  }

  /** Returns the id of a span as a number. */
  static long idOf(TraceContext ids) {
    return HexFormat.fromHexDigitsToLong(ids.spanId());
  }

  /** Hardly any step is asked for its ids, so they are written out only then. */
  @Override
  public TraceContext context() {
    TraceContext known = ids;
    if (known == null) {
      TraceContext root = trace.root();
      known =
          new TraceContext(
              root.traceId(), HexFormat.of().toHexDigits(id), true, root.traceState());
      ids = known;
    }
    return known;
  }

  @Override
  public boolean isRecording() {
    return !over && trace.sink().queue().isOpen();
  }

  @Override
  public Span child(String childName, long childStartNanos) {
    return new RecordedSpan(
        trace, childName, randomId(), Parent.HERE, id, false, childStartNanos);
  }

  private static long randomId() {
    long random;
    do {
      random = ThreadLocalRandom.current().nextLong();
    } while (random == 0);
    return random;
  }

  @Override
  public Span attribute(String key, String value) {
    return Objects.nonNull(value) ? put(key, shortened(value, trace)) : this;
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
    if (!isGiven(key)) {
      return this;
    }
    synchronized (attributes) {
      if (!over && !attributes.put(key, value, limits().getMaxNumberOfAttributes())) {
        refusedAttributes++;
      }
    }
    return this;
  }

  /** The SPI has no nulls, but a careless caller must not fail here. */
  private static boolean isGiven(String key) {
    return Objects.nonNull(key) && !key.isEmpty();
  }

  private SpanLimits limits() {
    return trace.sink().limits();
  }

  @Override
  public Span event(String eventName) {
    add(
        new SpanEvent(
            trace.epochNanosAt(System.nanoTime()),
            shortened(eventName, trace),
            new SpanAttributes()));
    return this;
  }

  private void add(SpanEvent event) {
    synchronized (attributes) {
      if (over) {
        return;
      }
      if (events.size() < limits().getMaxNumberOfEvents()) {
        events = with(events, event);
      } else {
        refusedEvents++;
      }
    }
  }

  /** Most spans have none, and then there is no list to keep. */
  private static <T> List<T> with(List<T> some, T another) {
    List<T> more = some.isEmpty() ? new ArrayList<>(1) : some;
    more.add(another);
    return more;
  }

  @Override
  public Span link(TraceContext other) {
    synchronized (attributes) {
      if (over || !other.isValid()) {
        return this;
      }
      if (links.size() < limits().getMaxNumberOfLinks()) {
        links = with(links, other);
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
    synchronized (attributes) {
      if (!over) {
        failed = true;
      }
    }
    attribute("error.type", type);
    if (cause != null) {
      add(StackTraces.event(trace.epochNanosAt(System.nanoTime()), cause));
    }
    return this;
  }

  @Override
  public void end(long nanos) {
    synchronized (attributes) {
      if (over) {
        return;
      }
      endNanos = nanos - startNanos < 0 ? startNanos : nanos;
      over = true;
    }
    trace.sink().queue().offer(this);
  }

  private static String shortened(String text, LocalTrace trace) {
    int most = trace.sink().limits().getMaxAttributeValueLength();
    if (Objects.isNull(text)) {
      return "";
    }
    if (text.length() <= most) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
  }

  // What follows is for whoever sends it, after the end.

  LocalTrace trace() {
    return trace;
  }

  String name() {
    return name;
  }

  long id() {
    return id;
  }

  Parent parent() {
    return parent;
  }

  long parentId() {
    return parentId;
  }

  boolean isServer() {
    return server;
  }

  long startEpochNanos() {
    return trace.epochNanosAt(startNanos);
  }

  long endEpochNanos() {
    return trace.epochNanosAt(endNanos);
  }

  boolean isFailed() {
    return failed;
  }

  SpanAttributes attributes() {
    return attributes;
  }

  List<SpanEvent> events() {
    return events;
  }

  List<TraceContext> links() {
    return links;
  }

  int refusedAttributes() {
    return refusedAttributes;
  }

  int refusedEvents() {
    return refusedEvents;
  }

  int refusedLinks() {
    return refusedLinks;
  }
}
