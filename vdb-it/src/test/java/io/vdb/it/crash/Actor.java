package io.vdb.it.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vdb.it.server.Answer;
import io.vdb.it.server.RestClient;
import java.io.IOException;

/**
 * A client that sends one request after the other, and remembers what was acknowledged. The one
 * request that a crash interrupts may have taken place or not.
 */
abstract class Actor {

  /** Stands for no answer. */
  static final JsonNode GONE = MissingNode.getInstance();

  private static final int TIMED_OUT = 408;
  private static final int UNAVAILABLE = 503;

  private int acknowledged;

  /** Sends a request. */
  interface Call {
    Answer send() throws IOException, InterruptedException;
  }

  /** Sends one request; false when the server is gone or going. */
  abstract boolean act(RestClient client) throws InterruptedException;

  /**
   * Compares what is there after a restart with what must be; from then on what is there counts.
   *
   * @return what is wrong, empty when nothing is
   */
  abstract String settle(RestClient client) throws IOException, InterruptedException;

  /** Returns what the answer holds, or nothing when nobody knows what became of the request. */
  final JsonNode answered(Call call) throws InterruptedException {
    Answer answer;
    try {
      answer = call.send();
    } catch (IOException e) {
      return GONE; // what became of the request is found out after the restart
    }
    if (answer.status() == UNAVAILABLE || answer.status() == TIMED_OUT) {
      return GONE;
    }
    JsonNode result = answer.result();
    acknowledged++;
    return result;
  }

  final int acknowledged() {
    return acknowledged;
  }
}
