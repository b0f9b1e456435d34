package io.vdb.observability.otel;

import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.IOException;
import java.io.OutputStream;

/** A request that is encoded already; may be sent again. */
final class EncodedRequest implements MessageWriter {

  private final byte[] bytes;

  EncodedRequest(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public void writeMessage(OutputStream output) throws IOException {
    output.write(bytes);
  }

  @Override
  public int getContentLength() {
    return bytes.length;
  }
}
