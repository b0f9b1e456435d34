package io.vdb.index.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.lucene.codecs.FieldsProducer;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.FilterCodecReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.Terms;
import org.jspecify.annotations.Nullable;

/**
 * A segment without the fields of vectors that there are no more: what a merge reads of it, so that
 * they are not in the new segment. {@code living} is always {@link VectorFields#living}.
 */
final class LivingFields extends FilterCodecReader {

  private final Set<String> living;
  private final FieldInfos infos;

  private LivingFields(CodecReader segment, Set<String> living, FieldInfos infos) {
    super(segment);
    this.living = living;
    this.infos = infos;
  }

  /** Tells whether a segment has a field of a vector that there is no more. */
  static boolean isStale(LeafReader segment, Set<String> living) {
    for (FieldInfo info : segment.getFieldInfos()) {
      if (VectorFields.isDropped(info.name, living)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the segment with living fields only; itself when it has no others. */
  static CodecReader of(CodecReader segment, Set<String> living) {
    if (!isStale(segment, living)) {
      return segment;
    }
    List<FieldInfo> kept = new ArrayList<>();
    for (FieldInfo info : segment.getFieldInfos()) {
      if (!VectorFields.isDropped(info.name, living)) {
        kept.add(info);
      }
    }
    return new LivingFields(
        segment, living, new FieldInfos(kept.toArray(FieldInfo[]::new)));
  }

  @Override
  public FieldInfos getFieldInfos() {
    return infos;
  }

  @Override
  public @Nullable FieldsProducer getPostingsReader() {
    FieldsProducer all = in.getPostingsReader();
    return all == null ? null : new LivingTerms(all);
  }

  /** Postings of living fields. */
  private final class LivingTerms extends FieldsProducer {
    private final FieldsProducer all;

    LivingTerms(FieldsProducer all) {
      this.all = all;
    }

    @Override
    public Iterator<String> iterator() {
      List<String> kept = new ArrayList<>();
      for (String field : all) {
        if (!VectorFields.isDropped(field, living)) {
          kept.add(field);
        }
      }
      return kept.iterator();
    }

    @Override
    public @Nullable Terms terms(String field) throws IOException {
      return VectorFields.isDropped(field, living) ? null : all.terms(field);
    }

    @Override
    public int size() {
      return -1; // as Lucene says where it would have to be counted
    }

    @Override
    public void checkIntegrity() throws IOException {
      all.checkIntegrity();
    }

    @Override
    public FieldsProducer getMergeInstance() {
      return new LivingTerms(all.getMergeInstance());
    }

    @Override
    public void close() throws IOException {
      all.close();
    }
  }

  @Override
  public @Nullable CacheHelper getCoreCacheHelper() {
    return in.getCoreCacheHelper();
  }

  @Override
  public @Nullable CacheHelper getReaderCacheHelper() {
    return in.getReaderCacheHelper();
  }
}
