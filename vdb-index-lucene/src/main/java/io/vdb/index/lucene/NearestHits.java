package io.vdb.index.lucene;

import io.vdb.core.index.IndexHit;
import io.vdb.core.index.ScoreOrder;
import io.vdb.core.model.PointId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;

/**
 * The best hits so far. Of equal scores the smaller id is nearer, whatever segment it is in, so that
 * the same question has the same answer before and after a merge. Ids are read only when it matters,
 * and what fails then is thrown as {@link UncheckedIOException}.
 */
final class NearestHits {

  private final int wanted;
  private final ScoreOrder scorer;
  private final PriorityQueue<Hit> furthestFirst;

  /** A segment that hits come from. */
  record Source(LeafReader segment, DocumentOrdinals ordinals) {

    PointId id(int document) {
      try {
        return new PayloadReader(segment).id(document);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Hit {
    private final Source source;
    private final int document;
    private final float score;
    private @Nullable PointId id;

    Hit(Source source, int document, float score) {
      this.source = source;
      this.document = document;
      this.score = score;
    }

    PointId id() {
      if (id == null) {
        id = source.id(document);
      }
      return id;
    }
  }

  NearestHits(int wanted, ScoreOrder scorer) {
    this.wanted = wanted;
    this.scorer = scorer;
    Comparator<Hit> nearestFirst = this::compare;
    this.furthestFirst = new PriorityQueue<>(nearestFirst.reversed());
  }

  private int compare(Hit a, Hit b) {
    int byScore = scorer.compareScores(a.score, b.score);
    return byScore != 0 ? byScore : a.id().compareTo(b.id());
  }

  /** Takes a hit in if it is good enough. */
  void offer(Source source, int document, float score) {
    if (furthestFirst.size() < wanted) {
      furthestFirst.add(new Hit(source, document, score));
      return;
    }
    Hit furthest = furthestFirst.peek();
    if (furthest == null || scorer.compareScores(furthest.score, score) < 0) {
      return;
    }
    Hit hit = new Hit(source, document, score);
    if (compare(hit, furthest) < 0) {
      furthestFirst.remove();
      furthestFirst.add(hit);
    }
  }

  List<IndexHit> nearestFirst() {
    Hit[] hits = furthestFirst.toArray(Hit[]::new);
    Arrays.sort(hits, this::compare);
    return Arrays.stream(hits)
        .map(hit -> new IndexHit(hit.source.ordinals().of(hit.document), hit.id(), hit.score))
        .toList();
  }
}
