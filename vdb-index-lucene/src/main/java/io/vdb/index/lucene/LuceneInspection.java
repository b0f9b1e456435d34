package io.vdb.index.lucene;

import io.vdb.core.index.CommittedFiles;
import io.vdb.core.index.IndexInspection;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexSpec;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.store.NIOFSDirectory;
import org.apache.lucene.store.NoLockFactory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * Looks at an index: at the last commit in a folder that nobody has open, or, of one that is open,
 * at the files of its last commit and at what searches see now.
 */
final class LuceneInspection implements IndexInspection {

  private static final List<String> PARTS = List.of(LuceneParts.PAYLOADS, LuceneParts.VECTORS);

  private final Path folder;
  private final IndexSpec spec;
  private final DocumentOrdinals.Cache ordinals = new DocumentOrdinals.Cache();
  private final List<Closeable> opened = new ArrayList<>();
  private final @Nullable Manifest manifest;
  private final @Nullable CommittedFiles held;
  private @Nullable IndexState state;
  private @Nullable IndexSnapshot snapshot;

  private LuceneInspection(
      Path folder,
      IndexSpec spec,
      @Nullable Manifest manifest,
      @Nullable CommittedFiles held,
      @Nullable IndexState state) {
    this.folder = folder;
    this.spec = spec;
    this.manifest = manifest;
    this.held = held;
    this.state = state;
  }

  /** Looks at an index that nobody has open. */
  static LuceneInspection closed(Path folder, IndexSpec spec) throws IOException {
    Manifest manifest = Manifest.read(folder);
    if (manifest != null) {
      manifest.check(folder, spec);
    }
    return new LuceneInspection(folder, spec, manifest, null, null);
  }

  /**
   * Looks at an index that is open.
   *
   * @param held its last commit; closed with this
   * @param state what searches see; retained by the caller, and released with this
   */
  static LuceneInspection open(
      Path folder, IndexSpec spec, CommittedFiles held, IndexState state) {
    LuceneInspection inspection = new LuceneInspection(folder, spec, null, held, state);
    inspection.opened.add(held::close);
    inspection.opened.add(state::release);
    return inspection;
  }

  @Override
  public long committedSequence() {
    if (held != null) {
      return held.sequence();
    }
    return manifest == null ? 0 : manifest.sequence();
  }

  @Override
  public boolean verifyFiles(Findings findings) throws IOException {
    CommittedFiles commit = held;
    if (commit != null) {
      for (String part : PARTS) {
        List<String> names =
            commit.files().stream()
                .map(CommittedFiles.File::name)
                .filter(name -> name.startsWith(part + "/"))
                .map(name -> name.substring(part.length() + 1))
                .toList();
        if (!names.isEmpty()) {
          try (Directory directory = directory(folder.resolve(part))) {
            FileChecks.verify(directory, part, names, findings);
          }
        }
      }
      return true;
    }
    if (manifest == null) {
      return false; // nothing was ever committed
    }
    boolean payloads = verify(LuceneParts.PAYLOADS, manifest.payloads(), findings);
    boolean vectors = verify(LuceneParts.VECTORS, manifest.vectors(), findings);
    return payloads && vectors;
  }

  private boolean verify(String part, String commit, Findings findings) throws IOException {
    try (Directory directory = directory(folder.resolve(part))) {
      findings.examined(1);
      FileChecks.verify(
          directory, part, SegmentInfos.readCommit(directory, commit).files(true), findings);
      return true;
    } catch (FileNotFoundException | NoSuchFileException e) {
      findings.found(Path.of(part, commit).toString(), "it, or a file that it needs, is missing");
    } catch (CorruptIndexException | IndexFormatTooNewException | IndexFormatTooOldException e) {
      findings.found(Path.of(part, commit).toString(), "it is damaged: " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      findings.found(Path.of(part, commit).toString(), "it cannot be read: " + e);
    }
    return false;
  }

  /** Unlike that of an open index, it never deletes anything. */
  private static Directory directory(Path folder) throws IOException {
    return folder.getFileSystem().equals(FileSystems.getDefault())
        ? new MMapDirectory(folder, NoLockFactory.INSTANCE)
        : new NIOFSDirectory(folder, NoLockFactory.INSTANCE);
  }

  private IndexState state() throws IOException {
    IndexState known = state;
    if (known == null) {
      if (manifest == null) {
        throw new IOException("there is no commit in " + folder);
      }
      DirectoryReader payloads = reader(LuceneParts.PAYLOADS, manifest.payloads());
      DirectoryReader vectors = reader(LuceneParts.VECTORS, manifest.vectors());
      known = new IndexState(payloads, vectors, manifest.sequence(), Integer.MAX_VALUE);
      state = known;
    }
    return known;
  }

  private DirectoryReader reader(String part, String commit) throws IOException {
    Directory directory = directory(folder.resolve(part));
    opened.addFirst(directory);
    DirectoryReader reader =
        DirectoryReader.open(
            new ManifestCommit(directory, SegmentInfos.readCommit(directory, commit)));
    opened.addFirst(reader);
    return reader;
  }

  @Override
  public IndexSnapshot snapshot() throws IOException {
    IndexSnapshot known = snapshot;
    if (known == null) {
      IndexState seen = state();
      seen.retain();
      IndexState bounded =
          new IndexState(seen.payloads(), seen.vectors(), seen.sequence(), limit(seen));
      known = new LuceneSnapshot(bounded, ordinals, spec);
      opened.addFirst(known::close);
      snapshot = known;
    }
    return known;
  }

  private int limit(IndexState seen) throws IOException {
    return seen.ordinalLimit() < Integer.MAX_VALUE
        ? seen.ordinalLimit()
        : new PointChecks(seen, ordinals).ordinalLimit();
  }

  @Override
  public void verifyCounts(Findings findings) throws IOException {
    IndexSnapshot seen = snapshot();
    new PointChecks(state(), ordinals).counts(seen, findings);
  }

  @Override
  public void verifyOrphans(Findings findings) throws IOException {
    new PointChecks(state(), ordinals).orphans(findings);
  }

  @Override
  public void verifyDimensions(Findings findings) throws IOException {
    new VectorChecks(state(), spec).dimensions(findings);
  }

  @Override
  public void verifyGraphs(Findings findings) throws IOException {
    new VectorChecks(state(), spec).graphs(findings);
  }

  @Override
  public void close() throws IOException {
    IOUtils.close(opened);
  }
}
