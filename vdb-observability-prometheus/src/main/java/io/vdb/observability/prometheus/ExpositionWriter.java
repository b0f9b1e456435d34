package io.vdb.observability.prometheus;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.prometheus.client.exemplars.Exemplar;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes one scrape. For one thread. A family whose series are all left out is not mentioned: its
 * header waits for its first sample.
 */
final class ExpositionWriter {

  private static final byte[] NO_HEADER = {};
  private static final byte[] EXEMPLAR = SeriesText.bytes(" # {");

  private final ExpositionFormat format;
  private final NameFilter filter;
  private final ScrapeBuffer out;

  /** Of the family that is written now; empty once it is written. */
  private byte[] header = NO_HEADER;

  private long samples;

  ExpositionWriter(ExpositionFormat format, NameFilter filter, OutputStream stream) {
    this.format = format;
    this.filter = filter;
    this.out = new ScrapeBuffer(stream);
  }

  /** Tells whether samples of this name in this family were asked for. */
  boolean wants(String family, String sample) {
    return filter.wants(family, sample);
  }

  /** The samples that follow are of this family. */
  void family(FamilyHeader next) {
    header = next.in(format);
  }

  /** Writes a sample whose line begins with {@code text}. */
  void sample(byte[] text, double value, @Nullable Exemplar exemplar) throws IOException {
    sample(text, 0, text.length, value, exemplar);
  }

  /** Writes a sample whose line begins with a part of {@code text}. */
  void sample(byte[] text, int from, int to, double value, @Nullable Exemplar exemplar)
      throws IOException {
    begin(text, from, to);
    out.addNumber(value);
    end(exemplar);
  }

  /** Writes what was asked for of a family of somebody else's. */
  void foreign(MetricFamilySamples family) throws IOException {
    header = format.header(family.name, family.type, family.help);
    for (Sample sample : family.samples) {
      if (filter.wants(family.name, sample.name)) {
        foreign(sample);
      }
    }
  }

  /** Ends the scrape: flushes the stream and leaves it open. */
  void finish() throws IOException {
    format.addEnd(out);
    out.flush();
  }

  /** Returns how many samples were written. */
  long samples() {
    return samples;
  }

  private void foreign(Sample sample) throws IOException {
    byte[] text =
        SeriesText.bytes(SeriesText.of(sample.name, sample.labelNames, sample.labelValues));
    begin(text, 0, text.length);
    out.addNumber(sample.value);
    @Nullable Long millis = sample.timestampMs;
    if (millis != null) {
      out.add(' ');
      format.addTime(out, millis);
    }
    end(sample.exemplar);
  }

  private void begin(byte[] text, int from, int to) throws IOException {
    if (header.length > 0) {
      out.add(header);
      header = NO_HEADER;
    }
    out.add(text, from, to);
    samples++;
  }

  private void end(@Nullable Exemplar exemplar) throws IOException {
    if (exemplar != null && format == ExpositionFormat.OPEN_METRICS) {
      add(exemplar);
    }
    out.add('\n');
  }

  private void add(Exemplar exemplar) throws IOException {
    out.add(EXEMPLAR);
    for (int i = 0; i < exemplar.getNumberOfLabels(); i++) {
      if (i > 0) {
        out.add(',');
      }
      out.add(exemplar.getLabelName(i));
      out.add('=');
      out.add('"');
      out.add(SeriesText.escaped(exemplar.getLabelValue(i)));
      out.add('"');
    }
    out.add('}');
    out.add(' ');
    out.addNumber(exemplar.getValue());
    @Nullable Long millis = exemplar.getTimestampMs();
    if (millis != null) {
      out.add(' ');
      format.addTime(out, millis);
    }
  }
}
