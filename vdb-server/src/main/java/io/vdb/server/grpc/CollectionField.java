package io.vdb.server.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/** Finds the name of the collection in a message: the first field of every one that has any. */
final class CollectionField {

  private static final int TAG = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private CollectionField() {}

  /** Returns the name; empty when the message does not begin with one. */
  static String read(byte[] message) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(message);
      return in.readTag() == TAG ? in.readStringRequireUtf8() : "";
    } catch (IOException e) {
      return ""; // refused when it is parsed
    }
  }
}
