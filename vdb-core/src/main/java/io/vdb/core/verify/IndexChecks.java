package io.vdb.core.verify;

import io.vdb.core.index.IdCursor;
import io.vdb.core.index.IndexInspection;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.model.Distance;
import io.vdb.core.model.PointId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** All checks of one index. */
public final class IndexChecks {

  private final VerifyRun run;
  private final String collection;
  private final IndexSpec spec;
  private final Function<Distance, VectorKernel> kernels;

  /**
   * Checks of the index of a collection.
   *
   * @param spec what it is for
   * @param kernels how vectors are compared
   */
  public IndexChecks(
      VerifyRun run,
      String collection,
      IndexSpec spec,
      Function<Distance, VectorKernel> kernels) {
    this.run = run;
    this.collection = collection;
    this.spec = spec;
    this.kernels = kernels;
  }

  /** Looks; what cannot be read is not looked at any further. */
  public void look(IndexInspection inspection) {
    boolean[] readable = {true};
    boolean sound =
        run.check(
            VerifyCheck.FILES,
            collection,
            findings -> readable[0] = inspection.verifyFiles(findings));
    if (!readable[0] || !sound) {
      // Reading on would answer from bytes that are known to be wrong.
      unread(sound ? "nothing is in the index yet" : "files of the index are damaged");
      return;
    }
    boolean counted = run.check(VerifyCheck.COUNTS, collection, inspection::verifyCounts);
    boolean complete = run.check(VerifyCheck.ORPHANS, collection, inspection::verifyOrphans);
    boolean shaped = run.check(VerifyCheck.DIMENSIONS, collection, inspection::verifyDimensions);
    boolean _ = run.check(VerifyCheck.GRAPH, collection, inspection::verifyGraphs);
    if (!counted || !complete || !shaped) {
      run.skipped(VerifyCheck.RECALL, collection, "points are not whole");
      run.skipped(VerifyCheck.PAYLOAD_INDEX, collection, "points are not whole");
      return;
    }
    boolean _ =
        run.check(
            VerifyCheck.RECALL,
            collection,
            findings ->
                new RecallLook(inspection.snapshot(), spec, kernels)
                    .at(sample(inspection.snapshot()), findings));
    boolean _ =
        run.check(
            VerifyCheck.PAYLOAD_INDEX,
            collection,
            findings ->
                new PayloadIndexLook(inspection.snapshot())
                    .at(sample(inspection.snapshot()), findings));
  }

  /** Says that nothing of the index is looked at. */
  public void unread(String why) {
    for (VerifyCheck check :
        List.of(
            VerifyCheck.COUNTS,
            VerifyCheck.ORPHANS,
            VerifyCheck.DIMENSIONS,
            VerifyCheck.GRAPH,
            VerifyCheck.RECALL,
            VerifyCheck.PAYLOAD_INDEX)) {
      run.skipped(check, collection, why);
    }
  }

  /** Chooses points, each as likely as any other. */
  private List<PointId> sample(IndexSnapshot snapshot) throws IOException {
    int wanted = run.order().sample();
    Random random = new Random(run.order().seed());
    List<PointId> chosen = new ArrayList<>();
    IdCursor ids = snapshot.ids(null);
    for (int seen = 0; ids.next(); seen++) {
      if (chosen.size() < wanted) {
        chosen.add(ids.id());
      } else {
        int place = random.nextInt(seen + 1);
        if (place < wanted) {
          chosen.set(place, ids.id());
        }
      }
    }
    return chosen;
  }
}
