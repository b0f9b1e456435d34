package io.vdb.server.request;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AttributeKey;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a request is not taken now that may be taken later. */
public enum Refusal {
  /** As many requests wait as may. */
  QUEUE_FULL("queue_full"),
  /** It would wait for too long, or has. */
  QUEUE_TIME("queue_time"),
  /** Bodies and answers take all the memory that they may. */
  MEMORY("memory"),
  /** Too many bytes of writes to one collection wait for its log. */
  PENDING_WRITES("pending_writes"),
  /** The collection allows no more of them at this rate. */
  RATE_LIMIT("rate_limit");

  private static final AttributeKey<Refusal> KEY = AttributeKey.valueOf(Refusal.class, "KEY");

  private final String label;

  Refusal(String label) {
    this.label = label;
  }

  /** Returns its name in metrics, logs and spans. */
  public String label() {
    return label;
  }

  /** Returns the names of all of them. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Refusal::label).toList();
  }

  /** Notes that a request is refused for this. */
  public void note(ServiceRequestContext ctx) {
    ctx.setAttr(KEY, this);
  }

  /** Returns why a request was refused, null when it was not. */
  public static @Nullable Refusal of(ServiceRequestContext ctx) {
    return ctx.attr(KEY);
  }
}
