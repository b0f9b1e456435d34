package io.vdb.server.grpc.qdrant;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Finds in a message, without parsing the rest, how long its sender is willing to wait. */
final class TimeoutField {

  private static final int TAG_TYPE_BITS = 3;

  private TimeoutField() {}

  /** Returns the seconds in the field of this number; empty when they say nothing useful. */
  static Optional<Duration> read(byte[] message, int number) {
    if (number == 0) {
      return Optional.empty();
    }
    int wanted = number << TAG_TYPE_BITS | WireFormat.WIRETYPE_VARINT;
    long seconds = 0;
    CodedInputStream in = CodedInputStream.newInstance(message);
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == wanted) {
          seconds = in.readUInt64();
        } else if (!in.skipField(tag)) {
          break;
        }
      }
    } catch (IOException e) {
      return Optional.empty(); // refused when it is parsed
    }
    return seconds > 0 && seconds <= Integer.MAX_VALUE
        ? Optional.of(Duration.ofSeconds(seconds))
        : Optional.empty();
  }
}
