package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.FieldType;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.PayloadPath;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What the engine says of changes of payload indexes. */
@Isolated("it reads what loggers of the whole process write")
class PayloadIndexLinesTest {

  @Test
  void eachChangeLeavesALineWithoutTheField(@TempDir Path folder) {
    try (Database database = TestDatabases.open(folder, Limits.DEFAULT)) {
      database.createCollection("c", CollectionConfig.of(1, Distance.DOT));
      try (CapturedLog log = new CapturedLog("io.vdb.core.operations")) {
        PayloadPath field = PayloadPath.parse("secret");
        database.createPayloadIndex("c", field, FieldIndex.of(FieldType.TEXT));
        database.deletePayloadIndex("c", field);

        assertThat(log.lines())
            .extracting(CapturedLog.Line::message)
            .containsExactly(
                "create_payload_index of collection c done",
                "delete_payload_index of collection c done");
        assertThat(log.lines().getFirst().fields())
            .contains(
                entry("operation_type", "write"),
                entry("operation", "create_payload_index"),
                entry("success", true))
            .doesNotContainValue("secret");
      }
    }
  }
}
