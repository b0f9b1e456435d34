package io.vdb.server.grpc.qdrant;

import io.qdrant.client.grpc.Points.ReadConsistency;
import io.qdrant.client.grpc.Points.ReadConsistencyType;
import io.qdrant.client.grpc.Points.WriteOrdering;
import io.vdb.core.model.Acknowledge;

/** Reads what requests say about how they are to be done. */
final class RequestOptions {

  private RequestOptions() {}

  static Acknowledge acknowledge(boolean wait) {
    return wait ? Acknowledge.VISIBLE : Acknowledge.DURABLE;
  }

  /** A single node orders writes strongly in any case. */
  static void checkOrdering(boolean given, WriteOrdering ordering, Field message) {
    if (given) {
      Field at = message.at("ordering");
      SupportedFields.checkKnown(ordering, at);
      switch (ordering.getType()) {
        case Weak, Medium, Strong -> {}
        case UNRECOGNIZED ->
            throw at.malformed("unknown variant, expected one of `weak`, `medium`, `strong`");
      }
    }
  }

  /** A single node has nothing to compare. */
  static void checkConsistency(
      boolean given, ReadConsistency consistency, Field message) {
    if (!given) {
      return;
    }
    Field at = message.at("read_consistency");
    SupportedFields.checkKnown(consistency, at);
    boolean valid =
        switch (consistency.getValueCase()) {
          case TYPE -> consistency.getTypeValue() <= ReadConsistencyType.Quorum_VALUE;
          case FACTOR -> consistency.getFactor() != 0;
          case VALUE_NOT_SET -> false;
        };
    if (!valid) {
      throw at.malformed(
          "not a consistency, expected a number of at least 1, `majority`, `quorum` or `all`");
    }
  }

  static void checkTimeout(boolean given, long seconds, Field message) {
    if (given) {
      Field at = message.at("timeout");
      int _ = at.atLeast(at.usize(seconds), 1);
    }
  }
}
