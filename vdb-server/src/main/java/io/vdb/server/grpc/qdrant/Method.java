package io.vdb.server.grpc.qdrant;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;

/**
 * One method of a service.
 *
 * @param descriptor its name, and the types of its messages
 * @param parser of requests
 * @param work on which threads it runs
 * @param timeoutField number of the field with which requests bound the time a read may take; 0
 *     when there is none
 * @param operation what it does
 */
record Method<Q extends Message, A extends Message>(
    MethodDescriptor<Q, A> descriptor,
    Parser<Q> parser,
    Work work,
    int timeoutField,
    Operation<Q, A> operation) {

  /** Kinds of work. */
  enum Work {
    /** Computes: bounded pool, sized to the cores. */
    SEARCH,
    /** Waits for the disk: a virtual thread. */
    WRITE,
    /** The same, for as long as it takes: only the deadline of the client bounds it. */
    LONG,
    /** Looks something up that may have to be waited for: a virtual thread. */
    LOOKUP
  }

  /** Reads the request, does the work, and makes the reply. */
  @FunctionalInterface
  interface Operation<Q, A> {
    A run(Q request, Call call);
  }

  Method(
      MethodDescriptor<Q, A> descriptor,
      Parser<Q> parser,
      Work work,
      Operation<Q, A> operation) {
    this(descriptor, parser, work, 0, operation);
  }

  /** Answers a request, both as they are sent. */
  byte[] run(byte[] request, Call call) {
    Q message;
    try {
      message = parser.parseFrom(request);
    } catch (InvalidProtocolBufferException e) {
      throw Field.ROOT.malformed("the message cannot be decoded");
    }
    return operation.run(message, call).toByteArray();
  }
}
