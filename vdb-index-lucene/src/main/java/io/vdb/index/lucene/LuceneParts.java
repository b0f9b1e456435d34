package io.vdb.index.lucene;

import io.vdb.core.index.IndexEnvironment;
import io.vdb.core.index.IndexSpec;
import io.vdb.observability.spi.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/** The two Lucene indexes with their merging, and what is written to them. */
final class LuceneParts {

  static final String PAYLOADS = "payloads";
  static final String VECTORS = "vectors";
  private static final double PAYLOAD_BUFFER_MB = 32;
  private static final double VECTOR_BUFFER_MB = 128;

  private final LuceneStore payloads;
  private final LuceneStore vectors;
  private final BackgroundMerges payloadMerges;
  private final BackgroundMerges vectorMerges;
  private final MergeRules rules;
  private final GraphMergePolicy vectorPolicy;
  private final GraphCodec codec;
  private final @Nullable ExecutorService builders;

  private LuceneParts(
      LuceneStore payloads,
      LuceneStore vectors,
      BackgroundMerges payloadMerges,
      BackgroundMerges vectorMerges,
      MergeRules rules,
      GraphMergePolicy vectorPolicy,
      GraphCodec codec,
      @Nullable ExecutorService builders) {
    this.payloads = payloads;
    this.vectors = vectors;
    this.payloadMerges = payloadMerges;
    this.vectorMerges = vectorMerges;
    this.rules = rules;
    this.vectorPolicy = vectorPolicy;
    this.codec = codec;
    this.builders = builders;
  }

  /**
   * Opens both at the commits that the manifest names, or new ones.
   *
   * @param cause in which the index was changed last
   * @param mergeEnded called on a merging thread after each merge
   */
  static LuceneParts open(
      Path folder,
      @Nullable Manifest manifest,
      IndexSpec spec,
      IndexEnvironment environment,
      Supplier<Context> cause,
      Runnable mergeEnded)
      throws IOException {
    int threads = environment.threads();
    ExecutorService builders = threads > 1 ? builders(environment.name(), threads - 1) : null;
    MergeRules rules = new MergeRules(spec, Runtime.getRuntime().maxMemory());
    GraphCodec codec = new GraphCodec(spec, rules.flatLimit(), builders, threads);
    GraphMergePolicy vectorPolicy = new GraphMergePolicy(
            rules, codec::areGraphsWanted, VectorFields.of(spec).living());
    BackgroundMerges payloadMerges =
        new BackgroundMerges(
            environment.name(), 1, Integer.MAX_VALUE, cause, environment.merges(), mergeEnded);
    BackgroundMerges vectorMerges =
        new BackgroundMerges(
            environment.name(),
            threads,
            rules.flatLimit(),
            cause,
            environment.merges(),
            mergeEnded);
    LuceneStore payloads = null;
    try {
      payloads =
          LuceneStore.open(
              folder.resolve(PAYLOADS),
              manifest == null ? null : manifest.payloads(),
              config(PAYLOAD_BUFFER_MB, new TieredMergePolicy(), payloadMerges));
      LuceneStore vectors =
          LuceneStore.open(
              folder.resolve(VECTORS),
              manifest == null ? null : manifest.vectors(),
              config(VECTOR_BUFFER_MB, vectorPolicy, vectorMerges)
                  .setUseCompoundFile(false)
                  .setCodec(codec));
      return new LuceneParts(
          payloads, vectors, payloadMerges, vectorMerges, rules, vectorPolicy, codec, builders);
    } catch (IOException | RuntimeException e) {
      if (payloads != null) {
        IOUtils.closeWhileHandlingException(payloads::close);
      }
      throw e;
    }
  }

  /** Is for other vectors, or has graphs be built with other parameters, from now on. */
  void configure(IndexSpec spec) {
    codec.configure(spec);
    vectorPolicy.living(VectorFields.of(spec).living());
  }

  private static IndexWriterConfig config(
      double bufferMegabytes, MergePolicy policy, BackgroundMerges merges) {
    return new IndexWriterConfig(null)
        .setRAMBufferSizeMB(bufferMegabytes)
        .setMergePolicy(policy)
        .setMergeScheduler(merges)
        .setCheckPendingFlushUpdate(false)
        .setCommitOnClose(false)
        .setMaxFullFlushMergeWaitMillis(0);
  }

  /** Threads that end when no graph has been built for a while. */
  private static ExecutorService builders(String name, int threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("vdb-graph-" + name + "-", 1).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  LuceneStore payloads() {
    return payloads;
  }

  LuceneStore vectors() {
    return vectors;
  }

  /** Opens readers on what the last commit holds. */
  IndexState firstState(long sequence) throws IOException {
    DirectoryReader payloadReader = payloads.open();
    try {
      return new IndexState(payloadReader, vectors.open(), sequence, 0);
    } catch (IOException | RuntimeException e) {
      IOUtils.closeWhileHandlingException(payloadReader);
      throw e;
    }
  }

  /**
   * Writes the payload document of a point.
   *
   * @param known whether the ordinal has one already; finding out would cost a look into every
   *     segment
   */
  void putPayload(int ordinal, Document document, boolean known) throws IOException {
    put(payloads.writer(), ordinal, document, known);
  }

  /** Writes the document of a point's vectors. */
  void putVectors(int ordinal, Document document, boolean known) throws IOException {
    put(vectors.writer(), ordinal, document, known);
  }

  private static void put(IndexWriter writer, int ordinal, Document document, boolean known)
      throws IOException {
    if (known) {
      writer.updateDocument(Fields.ordinalTerm(ordinal), document);
    } else {
      writer.addDocument(document);
    }
  }

  /** Deletes both documents of a point. */
  void delete(int ordinal) throws IOException {
    Term term = Fields.ordinalTerm(ordinal);
    payloads.writer().deleteDocuments(term);
    vectors.writer().deleteDocuments(term);
  }

  /** Starts the merges that are due, unless one has just failed. */
  void merge() throws IOException {
    if (!vectorMerges.isPausing()) {
      vectors.writer().maybeMerge();
    }
  }

  /** Says whether writes come. */
  void quiet(boolean noWrites) {
    vectorPolicy.quiet(noWrites);
  }

  /** Tells whether a merge is running. */
  boolean isMerging() {
    return payloadMerges.isRunning() || vectorMerges.isRunning();
  }

  /** Returns how many segments of the vector index are being merged. */
  int mergingSegments() {
    return vectorMerges.segments();
  }

  /** Tells whether files are mapped into memory. */
  boolean isMapped() {
    return vectors.isMapped();
  }

  /** Tells whether there is something to merge when it is quiet. */
  boolean isMergeDue(IndexState state, IndexSpec spec) {
    Set<String> living = VectorFields.of(spec).living();
    vectorPolicy.stale(state.staleSegments(living));
    return !rules.next(state.vectorSegments(codec.areGraphsWanted(), living), false, true).isEmpty();
  }

  /** Ends merging and drops what was not committed. */
  void close() throws IOException {
    try {
      IOUtils.close(vectors::close, payloads::close);
    } finally {
      if (builders != null) {
        builders.shutdown();
      }
    }
  }
}
