package io.vdb.it.bench.counting;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How often each kind of recording was made. */
final class Calls {

  private final Map<Call, LongAdder> counts = new EnumMap<>(Call.class);

  Calls() {
    for (Call call : Call.values()) {
      counts.put(call, new LongAdder());
    }
  }

  void made(Call call) {
    LongAdder count = counts.get(call);
    if (count != null) {
      count.increment();
    }
  }

  /** Writes a line for each kind: its name and how often. */
  byte[] lines() {
    StringBuilder lines = new StringBuilder();
    counts.forEach((call, count) -> lines.append(call.line()).append(count.sum()).append('\n'));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }
}
