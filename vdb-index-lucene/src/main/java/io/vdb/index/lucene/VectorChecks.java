package io.vdb.index.lucene;

import io.vdb.core.index.IndexInspection.Findings;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.model.DataType;
import io.vdb.core.model.VectorConfig;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.hnsw.HnswGraph;

/** Whether vectors are such as the index is for, and whether graphs lead to all of them. */
final class VectorChecks {

  /** A graph that is built well leaves out next to nothing. */
  private static final double LOST = 0.01;

  /** Of the square of a length; components of 2 bytes are off by up to 2^-11 of themselves. */
  private static final double LENGTH_ERROR = 2e-3;

  private final IndexState state;
  private final IndexSpec spec;
  private final VectorFields fields;

  VectorChecks(IndexState state, IndexSpec spec) {
    this.state = state;
    this.spec = spec;
    this.fields = VectorFields.of(spec);
  }

  void dimensions(Findings findings) throws IOException {
    for (LeafReaderContext leaf : state.vectors().leaves()) {
      for (Map.Entry<String, VectorConfig> vector : spec.vectors().entrySet()) {
        SegmentVectors values =
            SegmentVectors.of(
                leaf.reader(), fields.dense(vector.getKey()), vector.getValue().dataType());
        if (values != null) {
          dimensions(values, vector.getValue(), file(leaf, ".vec"), findings);
        }
      }
    }
  }

  private static void dimensions(
      SegmentVectors values, VectorConfig config, String file, Findings findings)
      throws IOException {
    // Lucene takes components of other types for bytes.
    int width = config.dataType() == DataType.FLOAT32 ? 1 : config.dataType().bytes();
    int stored = values.values().dimension() / width;
    if (stored != config.size()) {
      findings.found(
          file, "vectors have " + stored + " components, expected " + config.size());
      return;
    }
    for (int place = 0; place < values.size(); place++) {
      findings.examined(1);
      double squares = 0;
      for (float component : values.vector(place)) {
        squares += (double) component * (double) component;
      }
      if (!Double.isFinite(squares)) {
        findings.found(file, "the vector at place " + place + " is not of finite numbers");
      } else if (config.isNormalized()
          && squares > 0
          && Math.abs(squares - 1) > LENGTH_ERROR) {
        findings.found(file, "the vector at place " + place + " is not of length 1");
      }
    }
  }

  private static String file(LeafReaderContext leaf, String extension) {
    SegmentReader segment = (SegmentReader) leaf.reader();
    return segment.getSegmentInfo().info.files().stream()
        .filter(name -> name.endsWith(extension))
        .map(name -> LuceneParts.VECTORS + "/" + name)
        .findFirst()
        .orElse(LuceneParts.VECTORS + "/" + segment.getSegmentName());
  }

  void graphs(Findings findings) throws IOException {
    for (LeafReaderContext leaf : state.vectors().leaves()) {
      if (IndexState.hasGraph(leaf)) {
        for (Map.Entry<String, VectorConfig> vector : spec.vectors().entrySet()) {
          SegmentVectors values =
              SegmentVectors.of(
                leaf.reader(), fields.dense(vector.getKey()), vector.getValue().dataType());
          if (values != null && values.hasGraph()) {
            graph(values.graph(), values.size(), file(leaf, ".vex"), findings);
          }
        }
      }
    }
  }

  /** Goes down from the entry node, level by level, as a search does. */
  static void graph(HnswGraph graph, int size, String file, Findings findings)
      throws IOException {
    findings.examined(size);
    if (graph.size() != size) {
      findings.found(file, "the graph has " + graph.size() + " nodes for " + size + " vectors");
      return;
    }
    FixedBitSet reached = new FixedBitSet(size);
    Deque<Integer> from = new ArrayDeque<>();
    int entry = graph.entryNode();
    if (entry < 0 || entry >= size) {
      findings.found(file, "the graph begins with node " + entry + ", which there is not");
      return;
    }
    reached.set(entry);
    for (int level = graph.numLevels() - 1; level >= 0; level--) {
      for (int node = reached.nextSetBit(0);
          node != DocIdSetIterator.NO_MORE_DOCS;
          node = node + 1 < size ? reached.nextSetBit(node + 1) : DocIdSetIterator.NO_MORE_DOCS) {
        from.add(node);
      }
      while (!from.isEmpty()) {
        graph.seek(level, from.remove());
        for (int next = graph.nextNeighbor();
            next != DocIdSetIterator.NO_MORE_DOCS;
            next = graph.nextNeighbor()) {
          if (next < 0 || next >= size) {
            findings.found(file, "the graph leads to node " + next + ", which there is not");
            return;
          }
          if (!reached.getAndSet(next)) {
            from.add(next);
          }
        }
      }
    }
    int lost = size - reached.cardinality();
    if (lost > LOST * size) {
      findings.found(
          file,
          String.format(
              Locale.ROOT, "%d of %d nodes of the graph are reached from nowhere", lost, size));
    }
  }
}
