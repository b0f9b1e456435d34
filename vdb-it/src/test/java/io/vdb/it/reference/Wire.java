package io.vdb.it.reference;

import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.PayloadPath;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is done to a server and asked of it, over one protocol. Writes wait until they are seen. */
interface Wire extends AutoCloseable {

  void create(ReferenceCollection collection) throws Exception;

  void declare(String collection, PayloadPath field, FieldIndex index) throws Exception;

  void drop(String collection, PayloadPath field) throws Exception;

  void upsert(String collection, List<ModelPoint> points) throws Exception;

  void delete(String collection, Selection selection) throws Exception;

  void updateVectors(String collection, List<ModelPoint> points) throws Exception;

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

  List<Scored> ask(String collection, Question question, int limit, boolean exact)
      throws Exception;

  @Override
  void close();
}
