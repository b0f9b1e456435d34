package io.vdb.server.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpHeadersBuilder;
import io.vdb.observability.spi.TraceContext;
import org.junit.jupiter.api.Test;

/** What a request takes over of the trace that it came with. */
final class RequestRootsTest {

  private static TraceContext trace(String... states) {
    HttpHeadersBuilder headers =
        HttpHeaders.builder()
            .add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    for (String state : states) {
      headers.add("tracestate", state);
    }
    return RequestRoots.unrecorded(headers.build()).span().context();
  }

  @Test
  void takesTheStateOfATraceAsItIs() {
    assertThat(trace().traceState()).isEmpty();
    assertThat(trace("congo=t61, rojo=00f0").traceState()).isEqualTo("congo=t61, rojo=00f0");
  }

  @Test
  void joinsTheStateOfATraceThatComesInSeveralHeaders() {
    TraceContext trace = trace("congo=t61", "rojo=00f0,other=1", "last=2");

    assertThat(trace.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(trace.traceState()).isEqualTo("congo=t61,rojo=00f0,other=1,last=2");
  }
}
