package io.vdb.it.bench;

/** Text of a report as it grows. */
final class Markdown {

  private final StringBuilder text = new StringBuilder();

  Markdown heading(String heading) {
    text.append("\n## ").append(heading).append("\n\n");
    return this;
  }

  /** Adds a paragraph. */
  Markdown paragraph(String paragraph) {
    text.append(paragraph).append("\n\n");
    return this;
  }

  /** Begins a table. */
  Markdown columns(String... names) {
    row(names);
    text.append("|---".repeat(names.length)).append("|\n");
    return this;
  }

  /** Adds a row to a table. */
  Markdown row(String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    return this;
  }

  /** Ends a table. */
  Markdown end() {
    text.append('\n');
    return this;
  }

  @Override
  public String toString() {
    return text.toString().strip() + "\n";
  }
}
