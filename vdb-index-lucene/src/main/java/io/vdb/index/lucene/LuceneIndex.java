package io.vdb.index.lucene;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.fault.FailPoint;
import io.vdb.core.index.CommittedFiles;
import io.vdb.core.index.IndexChange;
import io.vdb.core.index.IndexEnvironment;
import io.vdb.core.index.IndexInspection;
import io.vdb.core.index.IndexSizes;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.IndexStats;
import io.vdb.core.index.OrdinalBits;
import io.vdb.core.index.VectorIndex;
import io.vdb.core.index.WordField;
import io.vdb.observability.spi.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two Lucene indexes as one: what is applied to both becomes visible at once, and one manifest over
 * their commits makes it durable at once.
 *
 * <p>The write lock is held by whoever writes, refreshes or commits. A merging thread that has ended
 * a merge never waits for it: it leaves a note, and whoever holds the lock refreshes.
 */
final class LuceneIndex implements VectorIndex {

  private static final Logger LOG = LoggerFactory.getLogger(LuceneIndex.class);

  private final Path folder;
  /** Replaced under the write lock. */
  private volatile IndexSpec spec;
  private final IndexEnvironment environment;
  private final LuceneParts parts;
  private final PointDocuments documents;
  private final DocumentOrdinals.Cache ordinals;
  private final ReentrantLock writeLock = new ReentrantLock();
  private final OrdinalBits live;
  private final Object stateLock = new Object();

  /** In which the index was changed last, and so what merges are put down to. */
  private final AtomicReference<Context> cause;

  /** The latest state, retained once; absent when closed. Guarded by {@link #stateLock}. */
  private @Nullable IndexState state;

  /** Held while another commit becomes the one that is kept. */
  private final Object commitLock = new Object();

  /** The last commit, if there was one; replaced under {@link #commitLock}. */
  private volatile @Nullable Manifest committed;

  private volatile boolean merged;

  /** What {@link #stats} tells of the latest state; looked up once for each. */
  private volatile Shown shown;

  private volatile List<WordIndex> words = List.of();

  /** How many points lacked words in the state that was looked at last. */
  private volatile @Nullable Missing missing;

  /** What made the last change fail half way; guarded by {@link #writeLock}. */
  private @Nullable Exception failure;

  private boolean closed;

  private LuceneIndex(
      Path folder,
      IndexSpec spec,
      IndexEnvironment environment,
      LuceneParts parts,
      @Nullable Manifest committed,
      IndexState state,
      DocumentOrdinals.Cache ordinals,
      OrdinalBits live,
      AtomicReference<Context> cause)
      throws IOException {
    this.folder = folder;
    this.spec = spec;
    this.environment = environment;
    this.parts = parts;
    this.state = state;
    this.ordinals = ordinals;
    this.live = live;
    this.cause = cause;
    this.shown = shown(state, parts, spec);
    this.documents =
        new PointDocuments(state.payloads(), spec);
    this.committed = committed;
  }

  static LuceneIndex open(Path folder, IndexSpec spec, IndexEnvironment environment)
      throws IOException {
    Manifest manifest = Manifest.read(folder);
    if (manifest != null) {
      manifest.check(folder, spec);
    }
    AtomicReference<@Nullable LuceneIndex> opened = new AtomicReference<>();
    Runnable mergeEnded =
        () -> {
          LuceneIndex index = opened.get();
          if (index != null) {
            index.mergeEnded();
          }
        };
    AtomicReference<Context> cause = new AtomicReference<>(Context.NONE);
    LuceneParts parts =
        LuceneParts.open(folder, manifest, spec, environment, cause::get, mergeEnded);
    try {
      IndexState state = parts.firstState(manifest == null ? 0 : manifest.sequence());
      try {
        LuceneIndex index = opened(folder, spec, environment, parts, manifest, state, cause);
        opened.set(index);
        index.optimize();
        return index;
      } catch (IOException | RuntimeException e) {
        IOUtils.closeWhileHandlingException(state::release);
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      IOUtils.closeWhileHandlingException(parts::close);
      throw e;
    }
  }

  private static LuceneIndex opened(
      Path folder,
      IndexSpec spec,
      IndexEnvironment environment,
      LuceneParts parts,
      @Nullable Manifest manifest,
      IndexState state,
      AtomicReference<Context> cause)
      throws IOException {
    if (state.payloads().numDocs() != state.vectors().numDocs()) {
      throw new VdbException(
          ErrorCode.DATA_LOSS,
          "the index in " + folder + " holds " + state.payloads().numDocs() + " payloads but "
              + state.vectors().numDocs() + " vectors");
    }
    DocumentOrdinals.Cache ordinals = new DocumentOrdinals.Cache();
    OrdinalBits live = new OrdinalBits(0);
    try (IndexSnapshot snapshot = snapshotOf(state, ordinals, spec)) {
      snapshot.collectOrdinals(live);
    }
    return new LuceneIndex(
        folder,
        spec,
        environment,
        parts,
        manifest,
        state.withLimit(live),
        ordinals,
        live,
        cause);
  }

  private static IndexSnapshot snapshotOf(
      IndexState state, DocumentOrdinals.Cache ordinals, IndexSpec spec) {
    state.retain();
    return new LuceneSnapshot(state, ordinals, spec);
  }

  @Override
  public long committedSequence() {
    Manifest last = committed;
    return last == null ? 0 : last.sequence();
  }

  @Override
  public CommittedFiles committedFiles() throws IOException {
    synchronized (commitLock) {
      Manifest last = committed;
      return last == null ? NoCommit.INSTANCE : LuceneCommit.hold(folder, last, parts);
    }
  }

  @Override
  public IndexSnapshot snapshot() throws IOException {
    synchronized (stateLock) {
      return snapshotOf(current(), ordinals, spec);
    }
  }

  @Override
  public Optional<IndexInspection> inspect() throws IOException {
    CommittedFiles held = committedFiles();
    try {
      IndexState seen;
      synchronized (stateLock) {
        seen = current();
        seen.retain();
      }
      return Optional.of(LuceneInspection.open(folder, spec, held, seen));
    } catch (IOException | RuntimeException e) {
      IOUtils.closeWhileHandlingException(held::close);
      throw e;
    }
  }

  /** Returns the state; the caller holds a lock under which it stays. */
  private IndexState current() throws IOException {
    IndexState current = state;
    if (current == null) {
      throw new IOException("the index in " + folder + " is closed");
    }
    return current;
  }

  @Override
  public void apply(List<IndexChange> changes, long sequence) throws IOException {
    cause.set(Context.current());
    parts.quiet(false);
    writeLock.lock();
    try {
      checkUsable();
      int limit = current().ordinalLimit();
      for (IndexChange change : changes) {
        apply(change);
        limit = Math.max(limit, change.ordinal() + 1);
      }
      refresh(sequence, limit);
    } catch (IllegalStateException e) { // how Lucene says that it has given up
      failure = e;
      throw new IOException("the index in " + folder + " cannot be written any more", e);
    } catch (IOException | RuntimeException e) {
      failure = e;
      throw e;
    } finally {
      writeLock.unlock();
    }
    refreshAfterMerges();
  }

  private void checkUsable() throws IOException {
    if (closed) {
      throw new IOException("the index in " + folder + " is closed");
    }
    if (failure != null) {
      throw new IOException("the index in " + folder + " failed before", failure);
    }
  }

  private void apply(IndexChange change) throws IOException {
    boolean known = live.contains(change.ordinal());
    switch (change) {
      case IndexChange.Put put -> {
        parts.putPayload(
            put.ordinal(),
            documents.payload(
                put.ordinal(), put.id(), put.version(), put.vectors()::has, put.payload()),
            known);
        parts.putVectors(
            put.ordinal(), documents.vectors(put.ordinal(), put.id(), put.vectors()), known);
        live.set(put.ordinal());
      }
      case IndexChange.PutPayload put -> {
        if (!known) {
          throw new IllegalArgumentException(
              "a payload for ordinal " + put.ordinal() + " of point " + put.id()
                  + ", which is not in the index");
        }
        parts.putPayload(
            put.ordinal(),
            documents.payload(
                put.ordinal(),
                put.id(),
                put.version(),
                put.vectorNames()::contains,
                put.payload()),
            true);
      }
      case IndexChange.Delete delete -> {
        if (known) {
          parts.delete(delete.ordinal());
          live.clear(delete.ordinal());
        }
      }
    }
  }

  /** Shows what was written. The caller holds the write lock. */
  private boolean refresh(long sequence, int ordinalLimit) throws IOException {
    IndexState old = current();
    DirectoryReader payloads = DirectoryReader.openIfChanged(old.payloads());
    DirectoryReader vectors;
    try {
      vectors = DirectoryReader.openIfChanged(old.vectors());
    } catch (IOException | RuntimeException e) {
      IOUtils.closeWhileHandlingException(payloads);
      throw e;
    }
    if (payloads == null && vectors == null && sequence == old.sequence()) {
      return false;
    }
    IndexState fresh =
        new IndexState(
            payloads != null ? payloads : shared(old.payloads()),
            vectors != null ? vectors : shared(old.vectors()),
            sequence,
            ordinalLimit);
    Shown told;
    try {
      told = shown(fresh, parts, spec);
    } catch (IOException | RuntimeException e) {
      IOUtils.closeWhileHandlingException(fresh::release);
      throw e;
    }
    synchronized (stateLock) {
      state = fresh;
      shown = told;
    }
    old.release();
    return true;
  }

  private static DirectoryReader shared(DirectoryReader reader) {
    reader.incRef();
    return reader;
  }

  private void mergeEnded() {
    merged = true;
    refreshAfterMerges();
  }

  /**
   * Shows merged segments, unless another thread is about to. A failure only leaves searches as dear
   * as they were; if the index is broken, the next write says so.
   */
  private void refreshAfterMerges() {
    boolean changed = false;
    while (merged && writeLock.tryLock()) {
      try {
        merged = false;
        if (!closed && failure == null) {
          IndexState now = current();
          changed |= refresh(now.sequence(), now.ordinalLimit());
        }
      } catch (IOException | IllegalStateException e) {
        LOG.error("Index {} cannot use its merged segments", environment.name(), e);
      } finally {
        writeLock.unlock();
      }
    }
    if (changed) {
      environment.snapshotChanged().run();
    }
  }

  @Override
  public long commit() throws IOException {
    writeLock.lock();
    try {
      checkUsable();
      long sequence = current().sequence();
      String payloads = parts.payloads().commit();
      FailPoint.COMMIT_PAYLOADS.pass();
      String vectors = parts.vectors().commit();
      FailPoint.COMMIT_VECTORS.pass();
      Manifest manifest = Manifest.of(sequence, payloads, vectors, spec);
      synchronized (commitLock) {
        manifest.write(folder);
        FailPoint.COMMIT_MANIFEST.pass();
        committed = manifest;
        parts.payloads().pin(payloads);
        parts.vectors().pin(vectors);
      }
      return sequence;
    } catch (IllegalStateException e) {
      throw new IOException("the index in " + folder + " cannot be written any more", e);
    } finally {
      writeLock.unlock();
      refreshAfterMerges();
    }
  }

  @Override
  public void optimize() {
    parts.quiet(true);
    try {
      parts.merge();
    } catch (IOException | IllegalStateException e) {
      LOG.warn("Index {} cannot be optimised", environment.name(), e);
    }
  }

  /**
   * What can be told of a state without looking at it again.
   *
   * @param mergeDue whether there is something to merge when it is quiet
   */
  private record Shown(
      int segments,
      long indexedVectors,
      long deletedVectors,
      IndexSizes sizes,
      boolean mergeDue) {}

  private static Shown shown(IndexState state, LuceneParts parts, IndexSpec spec)
      throws IOException {
    return new Shown(
        state.vectors().leaves().size(),
        state.indexedVectors(spec),
        state.vectors().numDeletedDocs(),
        state.sizes(parts.isMapped()),
        parts.isMergeDue(state, spec));
  }

  /** A number of points, and where they were counted. */
  private record Missing(IndexState state, List<WordIndex> words, long points) {

    /** States and lists of fields are compared by identity: each is made once. */
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(IndexState otherState, List<WordIndex> otherWords) {
      return state == otherState && words == otherWords;
    }
  }

  @Override
  public void indexWords(Set<WordField> fields) {
    List<WordIndex> indexes = fields.stream().map(WordIndex::new).toList();
    documents.indexWords(indexes);
    words = indexes;
  }

  @Override
  public long pointsWithoutWords() {
    List<WordIndex> indexes = words;
    if (indexes.isEmpty()) {
      return 0;
    }
    IndexState now;
    synchronized (stateLock) {
      IndexState latest = state;
      if (latest == null) {
        return 0;
      }
      Missing last = missing;
      if (last != null && last.isOf(latest, indexes)) {
        return last.points();
      }
      latest.retain();
      now = latest;
    }
    try {
      long points = new MissingWords(now, indexes).count();
      missing = new Missing(now, indexes, points);
      return points;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      IOUtils.closeWhileHandlingException(now::release);
    }
  }

  @Override
  public int indexMissingWords(int most) throws IOException {
    List<MissingWords.Lacking> lacking;
    long sequence;
    writeLock.lock(); // so that the state stays
    try {
      checkUsable();
      IndexState now = current();
      lacking = new MissingWords(now, words).read(most, ordinals, VectorFields.of(spec));
      sequence = now.sequence();
    } finally {
      writeLock.unlock();
    }
    List<IndexChange> again = new ArrayList<>(lacking.size());
    for (MissingWords.Lacking point : lacking) {
      again.add(
          new IndexChange.PutPayload(
              point.ordinal(), point.id(), point.version(), point.vectorNames(), point.payload()));
    }
    apply(again, sequence);
    return again.size();
  }

  @Override
  public void configure(IndexSpec changed) {
    writeLock.lock();
    try {
      spec = changed;
      documents.configure(changed);
      parts.configure(changed);
      IndexState now = state;
      if (now != null) {
        Shown told = shown(now, parts, changed);
        synchronized (stateLock) {
          shown = told;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writeLock.unlock();
    }
    refreshAfterMerges();
  }

  @Override
  public IndexStats stats() {
    Shown now;
    synchronized (stateLock) {
      if (state == null) {
        return IndexStats.NONE;
      }
      now = shown;
    }
    return new IndexStats(
        now.segments(),
        Math.min(now.segments(), parts.mergingSegments()),
        now.indexedVectors(),
        now.deletedVectors(),
        now.sizes(),
        parts.isMerging() || now.mergeDue());
  }

  @Override
  public void close() throws IOException {
    writeLock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      IndexState last;
      synchronized (stateLock) {
        last = current();
        state = null;
      }
      IOUtils.close(parts::close, last::release);
    } finally {
      writeLock.unlock();
    }
  }
}
