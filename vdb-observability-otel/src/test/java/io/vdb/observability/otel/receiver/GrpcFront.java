package io.vdb.observability.otel.receiver;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc.MetricsServiceImplBase;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc.TraceServiceImplBase;
import java.util.HashMap;
import java.util.Map;

/** The gRPC side of a receiver. */
final class GrpcFront {

  private GrpcFront() {}

  /** Keeps the headers of every call. */
  static final class HeaderCapture implements ServerInterceptor {
    private final OtlpReceiver receiver;

    HeaderCapture(OtlpReceiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
      Map<String, String> values = new HashMap<>();
      for (String name : metadata.keys()) {
        if (!name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
          String value = metadata.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
          values.put(name, String.valueOf(value));
        }
      }
      receiver.arrived(
          new OtlpReceiver.Headers(call.getMethodDescriptor().getFullMethodName(), values));
      return next.startCall(call, metadata);
    }
  }

  static final class Traces extends TraceServiceImplBase {
    private final OtlpReceiver receiver;

    Traces(OtlpReceiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void export(
        ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> reply) {
      if (receiver.accepts()) {
        receiver.keep(request);
        reply.onNext(ExportTraceServiceResponse.getDefaultInstance());
        reply.onCompleted();
      } else {
        reply.onError(Status.PERMISSION_DENIED.asRuntimeException());
      }
    }
  }

  static final class Metrics extends MetricsServiceImplBase {
    private final OtlpReceiver receiver;

    Metrics(OtlpReceiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void export(
        ExportMetricsServiceRequest request, StreamObserver<ExportMetricsServiceResponse> reply) {
      if (receiver.accepts()) {
        receiver.keep(request);
        reply.onNext(ExportMetricsServiceResponse.getDefaultInstance());
        reply.onCompleted();
      } else {
        reply.onError(Status.PERMISSION_DENIED.asRuntimeException());
      }
    }
  }
}
