package io.vdb.index.lucene;

import io.vdb.core.index.IndexInspection.Findings;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;

/** Compares the checksum that ends every file of Lucene with what the file holds. */
final class FileChecks {

  private FileChecks() {}

  /** Reads these files of a part of the index. */
  static void verify(
      Directory directory, String part, Collection<String> names, Findings findings) {
    for (String name : names) {
      findings.examined(1);
      String file = Path.of(part, name).toString();
      try (IndexInput input = directory.openInput(name, IOContext.READONCE)) {
        long _ = CodecUtil.checksumEntireFile(input);
      } catch (FileNotFoundException | NoSuchFileException e) {
        findings.found(file, "it is missing");
      } catch (CorruptIndexException
          | EOFException
          | IndexFormatTooNewException
          | IndexFormatTooOldException e) {
        findings.found(file, "it is damaged: " + e.getMessage());
      } catch (IOException | RuntimeException e) {
        findings.found(file, Findings.UNREAD + ": " + e);
      }
    }
  }
}
