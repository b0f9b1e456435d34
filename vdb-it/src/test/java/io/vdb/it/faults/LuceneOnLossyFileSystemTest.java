package io.vdb.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.log.DurableFiles;
import java.io.IOException;
import java.util.Random;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.NIOFSDirectory;
import org.junit.jupiter.api.Test;

/** Lucene is careful with its files, so a commit that is lost is this file system's fault. */
final class LuceneOnLossyFileSystemTest {

  private final LossyFileSystem fileSystem = new LossyFileSystem();

  @Test
  void keepsACommitAndLosesWhatCameAfter() throws IOException {
    createFolder();
    IndexWriter writer = writer();
    add(writer, 10);
    writer.commit();
    add(writer, 5);
    writer.flush();
    fileSystem.crash();
    try (Directory directory = directory();
        DirectoryReader reader = DirectoryReader.open(directory)) {
      assertThat(reader.numDocs()).isEqualTo(10);
    }
  }

  @Test
  void writesOnAfterACrash() throws IOException {
    createFolder();
    IndexWriter lost = writer();
    add(lost, 3);
    lost.commit();
    fileSystem.crash();
    try (IndexWriter writer = writer()) {
      add(writer, 4);
      writer.commit();
    }
    fileSystem.crash();
    try (Directory directory = directory();
        DirectoryReader reader = DirectoryReader.open(directory)) {
      assertThat(reader.numDocs()).isEqualTo(7);
    }
  }

  @Test
  void findsAWholeIndexWhateverSurvives() throws IOException {
    for (long seed = 0; seed < 30; seed++) {
      LossyFileSystem own = new LossyFileSystem();
      int committed = commitUntilPowerLoss(own, new Random(seed));
      own.crash(new Random(seed));
      try (Directory directory = new NIOFSDirectory(own.root().resolve("index"))) {
        int found = 0;
        if (DirectoryReader.indexExists(directory)) {
          try (CheckIndex check = new CheckIndex(directory)) {
            assertThat(check.checkIndex().clean).as("seed %s", seed).isTrue();
          }
          try (DirectoryReader reader = DirectoryReader.open(directory)) {
            found = reader.numDocs();
          }
        }
        assertThat(found).as("seed %s", seed).isGreaterThanOrEqualTo(committed);
      }
    }
  }

  private static int commitUntilPowerLoss(LossyFileSystem fileSystem, Random random)
      throws IOException {
    DurableFiles.createFolder(fileSystem.root().resolve("index"));
    int committed = 0;
    fileSystem.powerOffAfter(20 + random.nextInt(300));
    try {
      IndexWriter writer =
          new IndexWriter(
              new NIOFSDirectory(fileSystem.root().resolve("index")), new IndexWriterConfig());
      while (true) {
        add(writer, 1 + random.nextInt(4));
        writer.commit();
        committed = writer.getDocStats().numDocs;
      }
    } catch (IOException | IllegalStateException e) {
      // The writer closes itself at the first fault, and says so when a merge met it first.
      return committed;
    }
  }

  private void createFolder() throws IOException {
    DurableFiles.createFolder(fileSystem.root().resolve("index"));
  }

  private Directory directory() throws IOException {
    return new NIOFSDirectory(fileSystem.root().resolve("index"));
  }

  private IndexWriter writer() throws IOException {
    return new IndexWriter(directory(), new IndexWriterConfig());
  }

  private static void add(IndexWriter writer, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Document document = new Document();
      document.add(new StringField("id", Integer.toString(i), Field.Store.YES));
      writer.addDocument(document);
    }
  }
}
