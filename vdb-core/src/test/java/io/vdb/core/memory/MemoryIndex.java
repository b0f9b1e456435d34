package io.vdb.core.memory;

import io.vdb.core.index.CommittedFiles;
import io.vdb.core.index.IndexChange;
import io.vdb.core.index.IndexSizes;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.IndexStats;
import io.vdb.core.index.IndexedPoint;
import io.vdb.core.index.VectorIndex;
import io.vdb.core.log.DurableFiles;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PointId;
import io.vdb.core.model.VectorValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Points by ordinal; a commit writes all of them to one file. */
final class MemoryIndex implements VectorIndex {

  /** How many vectors were put into indexes by this process, to tell what a flush costs. */
  static final AtomicLong VECTORS_PUT = new AtomicLong();

  /** How many commits are held in this process. */
  static final AtomicLong HELD = new AtomicLong();

  private static final String FILE = "points.bin";

  private record State(Map<Integer, IndexedPoint> points, long sequence) {

    /** Without vectors that there are no more. */
    State only(Predicate<String> wanted, IndexSpec spec) {
      Map<Integer, IndexedPoint> left = new TreeMap<>();
      points.forEach(
          (ordinal, point) -> {
            NamedVectors vectors =
                Objects.requireNonNull(point.vectors())
                    .only(name -> spec.names().contains(name) && wanted.test(name));
            left.put(
                ordinal,
                new IndexedPoint(
                    ordinal,
                    point.id(),
                    point.version(),
                    vectors.names(),
                    point.payload(),
                    vectors));
          });
      return new State(left, sequence);
    }
  }

  private final Path file;
  private volatile State state;
  private volatile long committed;
  private IndexSpec spec;

  MemoryIndex(Path folder, IndexSpec spec) throws IOException {
    file = folder.resolve(FILE);
    this.spec = spec;
    State read = Files.exists(file) ? read() : new State(new TreeMap<>(), 0);
    committed = read.sequence();
    state = read.only(name -> spec.since(name) == 0 || spec.since(name) < committed, spec);
  }

  @Override
  public void configure(IndexSpec changed) {
    IndexSpec before = spec;
    state = state.only(name -> before.since(name) == changed.since(name), changed);
    spec = changed;
  }

  @Override
  public long committedSequence() {
    return committed;
  }

  @Override
  public IndexSnapshot snapshot() {
    return new MemorySnapshot(state.points(), state.sequence());
  }

  @Override
  public void apply(List<IndexChange> changes, long sequence) {
    Map<Integer, IndexedPoint> points = new TreeMap<>(state.points());
    for (IndexChange change : changes) {
      switch (change) {
        case IndexChange.Put put -> {
          VECTORS_PUT.incrementAndGet();
          points.put(
              put.ordinal(),
              new IndexedPoint(
                  put.ordinal(),
                  put.id(),
                  put.version(),
                  put.vectors().names(),
                  put.payload(),
                  put.vectors()));
        }
        case IndexChange.PutPayload put -> {
          IndexedPoint old =
              Objects.requireNonNull(points.get(put.ordinal()), "payload for a missing point");
          if (!put.vectorNames().equals(old.vectorNames())) {
            throw new IllegalStateException("a payload that comes with the wrong vectors");
          }
          points.put(
              put.ordinal(),
              new IndexedPoint(
                  put.ordinal(),
                  put.id(),
                  put.version(),
                  old.vectorNames(),
                  put.payload(),
                  old.vectors()));
        }
        case IndexChange.Delete delete -> points.remove(delete.ordinal());
      }
    }
    state = new State(points, sequence);
  }

  @Override
  public long commit() throws IOException {
    State now = state;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(now.sequence());
    out.writeInt(now.points().size());
    for (IndexedPoint point : now.points().values()) {
      out.writeInt(point.ordinal());
      byte[] id = point.id().toSortableBytes();
      out.writeByte(id.length);
      out.write(id);
      out.writeLong(point.version());
      NamedVectors vectors = Objects.requireNonNull(point.vectors());
      out.writeInt(vectors.size());
      for (int i = 0; i < vectors.size(); i++) {
        out.writeUTF(vectors.name(i));
        VectorValue value = vectors.value(i);
        int[] indices = value instanceof VectorValue.Sparse sparse ? sparse.indices() : null;
        float[] numbers =
            switch (value) {
              case VectorValue.Sparse sparse -> sparse.values();
              case VectorValue.Multi multi -> multi.components();
              case VectorValue.Dense dense -> dense.components();
            };
        out.writeBoolean(indices != null);
        out.writeInt(value instanceof VectorValue.Multi multi ? multi.dimension() : 0);
        out.writeInt(numbers.length);
        for (int at = 0; at < numbers.length; at++) {
          out.writeFloat(numbers[at]);
          out.writeInt(indices == null ? at : indices[at]);
        }
      }
      byte[] json = Objects.requireNonNull(point.payload()).json();
      out.writeInt(json.length);
      out.write(json);
    }
    DurableFiles.writeAtomically(file, bytes.toByteArray());
    committed = now.sequence();
    return committed;
  }

  @Override
  public CommittedFiles committedFiles() throws IOException {
    byte[] content = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    long sequence = content.length == 0 ? 0 : ByteBuffer.wrap(content).getLong();
    HELD.incrementAndGet();
    return new CommittedFiles() {

      private final AtomicBoolean closed = new AtomicBoolean();

      @Override
      public long sequence() {
        return sequence;
      }

      @Override
      public List<File> files() {
        return content.length == 0 ? List.of() : List.of(new File(FILE, content.length));
      }

      @Override
      public ReadableByteChannel open(File wanted) {
        return Channels.newChannel(new ByteArrayInputStream(content));
      }

      @Override
      public void close() {
        if (closed.compareAndSet(false, true)) {
          HELD.decrementAndGet();
        }
      }
    };
  }

  private State read() throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)));
    long sequence = in.readLong();
    Map<Integer, IndexedPoint> points = new TreeMap<>();
    for (int remaining = in.readInt(); remaining > 0; remaining--) {
      int ordinal = in.readInt();
      PointId id = PointId.fromSortableBytes(ByteBuffer.wrap(in.readNBytes(in.readByte())));
      long version = in.readLong();
      Map<String, VectorValue> named = new TreeMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        String name = in.readUTF();
        boolean sparse = in.readBoolean();
        int dimension = in.readInt();
        float[] numbers = new float[in.readInt()];
        int[] indices = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = in.readFloat();
          indices[i] = in.readInt();
        }
        named.put(
            name,
            sparse
                ? new VectorValue.Sparse(indices, numbers)
                : dimension > 0
                    ? new VectorValue.Multi(numbers, dimension)
                    : new VectorValue.Dense(numbers));
      }
      NamedVectors vectors = NamedVectors.of(named);
      Payload payload = Payload.ofTrustedJson(in.readNBytes(in.readInt()));
      points.put(ordinal, new IndexedPoint(ordinal, id, version, vectors.names(), payload, vectors));
    }
    return new State(points, sequence);
  }

  @Override
  public void optimize() {}

  @Override
  public IndexStats stats() {
    return new IndexStats(
        state.points().isEmpty() ? 0 : 1, 0, 0, 0, IndexSizes.NONE, false);
  }

  @Override
  public void close() {}
}
