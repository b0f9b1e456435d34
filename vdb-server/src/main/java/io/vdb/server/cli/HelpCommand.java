package io.vdb.server.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells about the program or one of its commands. */
@Command(
    name = "help",
    description = "Tell about the program, or about one of its commands.",
    footer = {"", "Example:", "  vdb help import"})
final class HelpCommand implements Runnable {

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "COMMAND",
      description = "What to tell about.")
  private @Nullable String about;

  @SuppressWarnings("NullAway.Init") // the library sets the annotated fields
  HelpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    CommandLine program = spec.parent().commandLine();
    CommandLine command = about == null ? program : program.getSubcommands().get(about);
    if (command == null) {
      throw new ParameterException(program, "there is no command '" + about + "'");
    }
    command.usage(terminal.out());
  }
}
