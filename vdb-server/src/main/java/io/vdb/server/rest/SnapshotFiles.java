package io.vdb.server.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.multipart.BodyPart;
import com.linecorp.armeria.common.multipart.Multipart;
import com.linecorp.armeria.common.stream.StreamMessage;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.vdb.core.snapshot.SnapshotFolder;
import io.vdb.server.api.ApiException;
import io.vdb.server.api.CollectionNames;
import io.vdb.server.api.ErrorKind;
import io.vdb.server.api.SnapshotFields;
import io.vdb.server.api.SnapshotOperations;
import io.vdb.server.config.LimitsConfig;
import io.vdb.server.lifecycle.TaskPool;
import io.vdb.server.lifecycle.WorkerPools;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Routes of snapshots that carry files. Files are never in memory as a whole: what the network does
 * not take is not read, and what the disk has not taken is not asked for. They may take as long as
 * they move; one that stands still for as long as any request may take ends.
 */
final class SnapshotFiles {

  private static final Logger log = LoggerFactory.getLogger(SnapshotFiles.class);

  private static final Parameter NAME = Parameter.ofPath("name");
  private static final Set<String> UPLOAD_PARAMETERS = Set.of("wait", "priority", "checksum");
  private static final String PART = "snapshot";
  private static final int BUFFER_BYTES = 128 << 10;
  private static final long RENEWAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SnapshotOperations snapshots;
  private final Duration patience;
  private final WorkerPools pools;
  private final ApiErrors errors;

  SnapshotFiles(
      SnapshotOperations snapshots, LimitsConfig limits, WorkerPools pools, ApiErrors errors) {
    this.snapshots = snapshots;
    this.patience = limits.requestTimeout();
    this.pools = pools;
    this.errors = errors;
  }

  /** A route that answers by itself. */
  record FileRoute(HttpMethod method, String template, HttpService service) {}

  List<FileRoute> routes() {
    return List.of(
        new FileRoute(
            HttpMethod.GET,
            SnapshotRoutes.OF_COLLECTION + "/{snapshot}",
            (ctx, _) ->
                onWorker(
                    ctx,
                    pools.lookups(),
                    () ->
                        download(
                            ctx,
                            snapshots.file(
                                collection(ctx), pathParam(ctx, SnapshotRoutes.NAME))))),
        new FileRoute(
            HttpMethod.GET,
            SnapshotRoutes.FULL + "/{snapshot}",
            (ctx, _) ->
                onWorker(
                    ctx,
                    pools.lookups(),
                    () ->
                        download(ctx, snapshots.fullFile(pathParam(ctx, SnapshotRoutes.NAME))))),
        new FileRoute(
            HttpMethod.POST, SnapshotRoutes.OF_COLLECTION + "/upload", this::upload));
  }

  private static String pathParam(ServiceRequestContext ctx, String name) {
    String value = ctx.pathParam(name);
    return value == null ? "" : value;
  }

  private static String collection(ServiceRequestContext ctx) {
    return CollectionNames.check(pathParam(ctx, "collection"), NAME);
  }

  /** Makes an answer. */
  private interface Answering {
    HttpResponse answer() throws IOException;
  }

  private HttpResponse onWorker(
      ServiceRequestContext ctx, TaskPool workers, Answering answering) {
    long startNanos = System.nanoTime();
    CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    try {
      TaskPool.Place place =
          workers.submit(
              () -> answered(ctx, answering, startNanos),
              _ -> ctx.attr(Answers.FAILURE) == null,
              answer::complete,
              refused -> answer.complete(Answers.error(ctx, errors.of(refused), startNanos)));
      CompletableFuture<?> _ =
          ctx.whenRequestCancelling()
              .thenAccept(
                  cause -> {
                    if (place.leave()) {
                      answer.completeExceptionally(cause);
                    }
                  });
    } catch (Throwable e) { // a request that gets no answer stays open
      answer.complete(Answers.failure(ctx, errors, e, startNanos));
    }
    return HttpResponse.of(answer);
  }

  private HttpResponse answered(
      ServiceRequestContext ctx, Answering answering, long startNanos) {
    try {
      return answering.answer();
    } catch (Throwable e) {
      return Answers.failure(ctx, errors, e, startNanos);
    }
  }

  /** The file is open before the answer begins, so that deleting it does not cut it off. */
  private HttpResponse download(ServiceRequestContext ctx, Path file) throws IOException {
    FileChannel channel = open(file);
    CompletableFuture<?> _ = ctx.log().whenComplete().thenAccept(_ -> close(channel));
    Runnable moved = renewing(ctx);
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.OCTET_STREAM)
            .contentLength(channel.size())
            .set(
                HttpHeaderNames.CONTENT_DISPOSITION,
                "attachment; filename=\"" + file.getFileName() + "\"")
            .build();
    StreamMessage<HttpData> content =
        StreamMessage.builder(Channels.newInputStream(channel))
            .executor(ctx.blockingTaskExecutor())
            .bufferSize(BUFFER_BYTES)
            .build();
    return HttpResponse.of(headers, content.peek(_ -> moved.run()));
  }

  private static FileChannel open(Path file) throws IOException {
    try {
      return FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw ApiException.notFound("Snapshot " + file.getFileName() + " not found");
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.warn("A snapshot that was read cannot be closed", e);
    }
  }

  /** Returns what notes that bytes have moved, so that the request may go on. */
  private Runnable renewing(ServiceRequestContext ctx) {
    ctx.setRequestTimeout(TimeoutMode.SET_FROM_NOW, patience);
    long[] last = {System.nanoTime()};
    return () -> {
      long now = System.nanoTime();
      if (now - last[0] > RENEWAL_NANOS) {
        last[0] = now;
        ctx.setRequestTimeout(TimeoutMode.SET_FROM_NOW, patience);
      }
    };
  }

  private HttpResponse upload(ServiceRequestContext ctx, HttpRequest request) {
    long startNanos = System.nanoTime();
    long limit = snapshots.maxBytes();
    long length = request.headers().contentLength();
    if (length > limit) {
      return Answers.error(ctx, tooLarge(limit), startNanos);
    }
    Runnable moved = renewing(ctx);
    long[] total = {0};
    HttpRequest watched =
        request.peekData(
            data -> {
              total[0] += data.length();
              if (total[0] > limit) {
                throw tooLarge(limit);
              }
              moved.run();
            });
    return onWorker(
        ctx, pools.snapshots(), () -> upload(ctx, watched, Math.max(0, length), startNanos));
  }

  private static ApiException tooLarge(long limit) {
    return new ApiException(
        ErrorKind.TOO_LARGE,
        "Payload error: the snapshot is larger than allowed (limit: " + limit + " bytes).");
  }

  /** What the address of an upload says. */
  private record Options(boolean waiting, @Nullable String checksum) {

    static Options read(QueryParams params) {
      QueryOptions _ = QueryOptions.read(params, UPLOAD_PARAMETERS);
      String priority = params.get("priority");
      if (priority != null) {
        SnapshotFields.checkPriority(priority, Parameter.ofQuery("priority"));
      }
      String checksum = params.get("checksum");
      return new Options(
          !"false".equals(params.get("wait")),
          checksum == null
              ? null
              : SnapshotFields.checksum(checksum, Parameter.ofQuery("checksum")));
    }
  }

  private HttpResponse upload(
      ServiceRequestContext ctx, HttpRequest request, long bytes, long startNanos)
      throws IOException {
    String collection = CollectionNames.checkNew(pathParam(ctx, "collection"), NAME);
    Options options = Options.read(ctx.queryParams());
    AtomicReference<@Nullable String> name = new AtomicReference<>();
    SnapshotFolder.Incoming incoming =
        snapshots.receive(collection, bytes, file -> save(request, file, name));
    ctx.clearRequestTimeout(); // nothing more is to come
    String shown = name.get() == null ? "" : name.get();
    if (options.waiting()) {
      try (incoming) {
        snapshots.recover(collection, incoming, shown, options.checksum());
      }
      return Answers.json(
          HttpStatus.OK,
          Envelope.ok(out -> out.writeBoolean(true), null, startNanos),
          request.headers());
    }
    boolean begun = false;
    try {
      snapshots.unattended(
          "restoring collection " + collection,
          () -> restore(collection, incoming, shown, options.checksum()));
      begun = true;
    } finally {
      if (!begun) {
        incoming.close();
      }
    }
    return Answers.json(
        HttpStatus.ACCEPTED, Envelope.accepted(startNanos), request.headers());
  }

  private void restore(
      String collection,
      SnapshotFolder.Incoming incoming,
      String name,
      @Nullable String checksum) {
    try (incoming) {
      snapshots.recover(collection, incoming, name, checksum);
    } catch (IOException e) {
      throw ApiException.internal(e);
    }
  }

  /** Writes the file in the request to the disk; on the worker, which waits for it. */
  private void save(HttpRequest request, Path file, AtomicReference<@Nullable String> name) {
    try {
      List<Boolean> parts =
          Multipart.from(request).collect(part -> save(part, file, name)).join();
      if (!parts.contains(true)) {
        throw multipart("the field `snapshot` is missing");
      }
    } catch (CompletionException e) {
      throw failed(e.getCause() == null ? e : e.getCause());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw multipart("expected multipart/form-data");
    }
  }

  private static CompletableFuture<Boolean> save(
      BodyPart part, Path file, AtomicReference<@Nullable String> name) {
    boolean wanted = PART.equals(part.name());
    if (!wanted) {
      return part.content().subscribe().thenApply(_ -> false);
    }
    if (Files.exists(file)) {
      throw multipart("the field `snapshot` is there twice");
    }
    name.set(part.filename());
    return part.writeTo(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
        .thenApply(_ -> true);
  }

  private ApiException failed(Throwable cause) {
    return switch (cause) {
      case ApiException e -> e;
      case IOException e ->
          ApiException.unavailable("the snapshot cannot be written: " + e.getMessage());
      default -> {
        ApiException known = errors.of(cause);
        yield known.kind() == ErrorKind.INTERNAL
            ? multipart("the body is not what its headers say")
            : known;
      }
    };
  }

  private static ApiException multipart(String message) {
    return ApiException.malformed("Multipart error: " + message);
  }
}
