package io.vdb.index.lucene;

import io.vdb.core.index.CommittedFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.util.IOUtils;

/**
 * The files of a commit of both indexes, and the manifest that names them. The next commit replaces
 * the manifest in its place, so its content is kept here.
 */
final class LuceneCommit implements CommittedFiles {

  private final Path folder;
  private final Manifest manifest;
  private final byte[] manifestBytes;
  private final LuceneParts parts;
  private final List<File> files;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LuceneCommit(
      Path folder,
      Manifest manifest,
      byte[] manifestBytes,
      LuceneParts parts,
      List<File> files) {
    this.folder = folder;
    this.manifest = manifest;
    this.manifestBytes = manifestBytes;
    this.parts = parts;
    this.files = files;
  }

  /** Holds the commit that the manifest names; the caller sees to it that it is not replaced. */
  static LuceneCommit hold(Path folder, Manifest manifest, LuceneParts parts)
      throws IOException {
    List<File> files = new ArrayList<>();
    byte[] content = Files.readAllBytes(folder.resolve(Manifest.FILE));
    LuceneCommit commit = new LuceneCommit(folder, manifest, content, parts, files);
    files.add(new File(Manifest.FILE, commit.manifestBytes.length));
    List<String> payloads = parts.payloads().hold(manifest.payloads());
    List<String> vectors;
    try {
      vectors = parts.vectors().hold(manifest.vectors());
    } catch (RuntimeException e) {
      parts.payloads().release(manifest.payloads());
      throw e;
    }
    try {
      commit.add(LuceneParts.PAYLOADS, payloads);
      commit.add(LuceneParts.VECTORS, vectors);
    } catch (IOException | RuntimeException e) {
      IOUtils.closeWhileHandlingException(commit::close);
      throw e;
    }
    return commit;
  }

  private void add(String part, List<String> names) throws IOException {
    for (String name : names) {
      String relative = part + "/" + name;
      files.add(new File(relative, Files.size(folder.resolve(relative))));
    }
  }

  @Override
  public long sequence() {
    return manifest.sequence();
  }

  @Override
  public List<File> files() {
    return List.copyOf(files);
  }

  @Override
  public ReadableByteChannel open(File file) throws IOException {
    return file.name().equals(Manifest.FILE)
        ? Channels.newChannel(new ByteArrayInputStream(manifestBytes))
        : FileChannel.open(folder.resolve(file.name()), StandardOpenOption.READ);
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      IOUtils.close(
          () -> parts.payloads().release(manifest.payloads()),
          () -> parts.vectors().release(manifest.vectors()));
    }
  }
}
