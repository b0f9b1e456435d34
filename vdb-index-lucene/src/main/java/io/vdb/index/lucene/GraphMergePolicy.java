package io.vdb.index.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.MergeTrigger;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.jspecify.annotations.Nullable;

/** Lets {@link MergeRules} choose the merges of the vector index. */
final class GraphMergePolicy extends MergePolicy {

  private final MergeRules rules;
  private final BooleanSupplier graphsWanted;
  private volatile boolean quiet = true;
  private volatile Set<String> living;

  /** Names of segments that have vectors which there are no more. */
  private volatile Set<String> stale = Set.of();

  /**
   * A policy.
   *
   * @param graphsWanted whether any vector is to have a graph now
   * @param living fields that vectors may have
   */
  GraphMergePolicy(MergeRules rules, BooleanSupplier graphsWanted, Set<String> living) {
    super(0, Long.MAX_VALUE); // compound files would write every vector twice
    this.rules = rules;
    this.graphsWanted = graphsWanted;
    this.living = living;
  }

  /** Has merges from now on leave out all other fields of vectors. */
  void living(Set<String> fields) {
    living = fields;
  }

  /** Says which segments have vectors that there are no more. */
  void stale(Set<String> segments) {
    stale = segments;
  }

  /** Says whether writes come. */
  void quiet(boolean noWrites) {
    quiet = noWrites;
  }

  @Override
  public @Nullable MergeSpecification findMerges(
      MergeTrigger trigger, SegmentInfos infos, MergeContext context) throws IOException {
    Set<SegmentCommitInfo> merging = context.getMergingSegments();
    boolean building = isBuilding(merging, context);
    List<MergeRules.Segment<SegmentCommitInfo>> free = new ArrayList<>();
    for (SegmentCommitInfo info : infos) {
      if (!merging.contains(info)) {
        free.add(segment(info, context));
      }
    }
    MergeSpecification found = null;
    List<MergeRules.Segment<SegmentCommitInfo>> group = rules.next(free, building, quiet);
    while (!group.isEmpty()) {
      if (found == null) {
        found = new MergeSpecification();
      }
      found.add(merge(infos, group));
      building |= group.stream().mapToLong(MergeRules.Segment::live).sum() > rules.flatLimit();
      free.removeAll(group);
      group = rules.next(free, building, quiet);
    }
    return found;
  }

  private MergeRules.Segment<SegmentCommitInfo> segment(
      SegmentCommitInfo info, MergeContext context) {
    int deleted = context.numDeletedDocs(info);
    return new MergeRules.Segment<>(
        info,
        info.info.maxDoc() - deleted,
        deleted,
        GraphVectorsFormat.hasGraph(info.info, graphsWanted.getAsBoolean()),
        stale.contains(info.info.name));
  }

  private boolean isBuilding(Set<SegmentCommitInfo> merging, MergeContext context) {
    long live = 0;
    for (SegmentCommitInfo info : merging) {
      if (GraphVectorsFormat.hasGraph(info.info)) {
        return true;
      }
      live += info.info.maxDoc() - context.numDeletedDocs(info);
    }
    return live > rules.flatLimit();
  }

  /** Merges in the order of the index, so that ordinals stay in sequence where they are. */
  private OneMerge merge(
      SegmentInfos infos, List<MergeRules.Segment<SegmentCommitInfo>> group) {
    Set<SegmentCommitInfo> chosen = new HashSet<>();
    group.forEach(segment -> chosen.add(segment.key()));
    List<SegmentCommitInfo> inOrder = new ArrayList<>();
    for (SegmentCommitInfo info : infos) {
      if (chosen.contains(info)) {
        inOrder.add(info);
      }
    }
    return new OneMerge(inOrder) {
      @Override
      public CodecReader wrapForMerge(CodecReader segment) {
        return LivingFields.of(segment, living);
      }
    };
  }

  @Override
  public @Nullable MergeSpecification findForcedMerges(
      SegmentInfos infos,
      int maxSegmentCount,
      Map<SegmentCommitInfo, Boolean> segmentsToMerge,
      MergeContext context) {
    return null;
  }

  @Override
  public @Nullable MergeSpecification findForcedDeletesMerges(
      SegmentInfos infos, MergeContext context) {
    return null;
  }
}
