package io.vdb.observability.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes families in one of the formats. */
final class ExpositionWriter {

  private final ExpositionFormat format;
  private final Writer out;

  private ExpositionWriter(ExpositionFormat format, Writer out) {
    this.format = format;
    this.out = out;
  }

  /** Writes all to {@code stream}, flushes it and leaves it open. */
  static void write(
      List<MetricFamilySamples> families, ExpositionFormat format, OutputStream stream)
      throws IOException {
    Writer out = new BufferedWriter(new OutputStreamWriter(stream, UTF_8));
    ExpositionWriter writer = new ExpositionWriter(format, out);
    for (MetricFamilySamples family : families) {
      writer.writeFamily(family);
    }
    if (format == ExpositionFormat.OPEN_METRICS) {
      out.write("# EOF\n");
    }
    out.flush();
  }

  private void writeFamily(MetricFamilySamples family) throws IOException {
    String name = format.familyName(family);
    out.append("# HELP ").append(name).append(' ').append(format.help(family.help)).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(format.typeName(family.type));
    out.append('\n');
    for (Sample sample : family.samples) {
      writeSample(sample);
    }
  }

  private void writeSample(Sample sample) throws IOException {
    out.append(sample.name);
    writeLabels(sample.labelNames, sample.labelValues);
    out.append(' ').append(Numbers.value(sample.value));
    @Nullable Long millis = sample.timestampMs;
    if (millis != null) {
      out.append(' ').append(format.timestamp(millis));
    }
    out.append('\n');
  }

  private void writeLabels(List<String> names, List<String> values) throws IOException {
    if (names.isEmpty()) {
      return;
    }
    for (int i = 0; i < names.size(); i++) {
      out.append(i == 0 ? '{' : ',').append(names.get(i)).append("=\"");
      out.append(ExpositionFormat.labelValue(values.get(i))).append('"');
    }
    out.append('}');
  }
}
