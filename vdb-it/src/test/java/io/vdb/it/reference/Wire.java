package io.vdb.it.reference;

import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is done to a server and asked of it, over one protocol. Writes wait until they are seen. */
interface Wire extends AutoCloseable {

  /** A group of points that have something in common, which is a text or a {@link Long}. */
  record Group(Object key, List<Scored> points, @Nullable ModelPoint lookup) {}

  /** Two points of a matrix, and how near they are. */
  record Pair(PointId a, PointId b, double score) {}

  void create(ReferenceCollection collection) throws Exception;

  void declare(String collection, PayloadPath field, FieldIndex index) throws Exception;

  void drop(String collection, PayloadPath field) throws Exception;

  void upsert(String collection, List<ModelPoint> points) throws Exception;

  void delete(String collection, Selection selection) throws Exception;

  /** Replaces the vectors that these points have, and leaves others and payloads alone. */
  void updateVectors(String collection, List<ModelPoint> points) throws Exception;

  void deleteVectors(String collection, Selection selection, List<String> names)
      throws Exception;

  void setPayload(String collection, Selection selection, Map<String, @Nullable Object> fields)
      throws Exception;

  void overwritePayload(
      String collection, Selection selection, Map<String, @Nullable Object> fields)
      throws Exception;

  void deletePayload(String collection, Selection selection, List<String> keys) throws Exception;

  void clearPayload(String collection, Selection selection) throws Exception;

  long count(String collection, Filter filter) throws Exception;

  /** Returns all points that match, page by page, in the order in which they come. */
  List<ModelPoint> scroll(String collection, Filter filter, int page) throws Exception;

  /** Returns the first points in an order by values. */
  List<Scored> scroll(String collection, Filter filter, Ask.Ordered order, int limit)
      throws Exception;

  /** Returns the most frequent values with how many points have them, in their order. */
  List<Map.Entry<Object, Long>> facet(String collection, String field, Filter filter, int limit)
      throws Exception;

  List<Scored> query(String collection, Question question, boolean exact) throws Exception;

  List<List<Scored>> query(String collection, List<Question> questions) throws Exception;

  /** Asks in an older form, that of the query. */
  List<Scored> older(OlderForm form, String collection, Question question, boolean exact)
      throws Exception;

  List<List<Scored>> older(OlderForm form, String collection, List<Question> questions)
      throws Exception;

  /**
   * Returns groups.
   *
   * @param lookup collection of what groups are about
   */
  List<Group> groups(
      String collection, Stage stage, String field, int size, @Nullable String lookup)
      throws Exception;

  List<Group> olderGroups(
      OlderForm form,
      String collection,
      Stage stage,
      String field,
      int size,
      @Nullable String lookup)
      throws Exception;

  List<Pair> matrixPairs(String collection, String using, Filter filter, int sample, int limit)
      throws Exception;

  List<Pair> matrixOffsets(String collection, String using, Filter filter, int sample, int limit)
      throws Exception;

  @Override
  void close();
}
