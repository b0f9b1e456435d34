package io.vdb.server.cli;

import io.vdb.server.logging.ProcessStreams;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;

/** Entry point of the program {@code vdb}. */
public final class Main {

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    ProcessStreams.remember();
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = run(args, System.getenv(), out, err);
    out.flush();
    err.flush();
    System.exit(code);
  }

  /**
   * Runs a command in this process.
   *
   * @param environment variables as the shell gave them
   * @return 0 when it succeeded, 1 when it failed, 2 when it was asked wrongly
   */
  public static int run(
      String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
    return run(args, new Terminal(environment, out, err), VdbServerLauncher::start);
  }

  static int run(String[] args, Terminal terminal, ServerLauncher launcher) {
    CommandLine program = new CommandLine(new VdbCommand());
    program.addSubcommand(new ServeCommand(terminal, launcher));
    program.addSubcommand(new DemoCommand(terminal, launcher));
    program.addSubcommand(new ImportCommand(terminal));
    program.addSubcommand(SnapshotCommand.line(terminal));
    program.addSubcommand(new VerifyCommand(terminal));
    program.addSubcommand(new DoctorCommand(terminal));
    program.addSubcommand(new VersionCommand(terminal));
    program.addSubcommand(new HelpCommand(terminal));
    arrange(program);
    program.getCommandSpec().version(VersionCommand.text());
    ErrorLines errors = new ErrorLines(terminal);
    return program
        .setOut(terminal.out())
        .setErr(terminal.err())
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors)
        .execute(args);
  }

  private static void arrange(CommandLine command) {
    command
        .getCommandSpec()
        .usageMessage()
        .descriptionHeading("%n")
        .parameterListHeading("%n")
        .optionListHeading("%nOptions:%n")
        .commandListHeading("%nCommands:%n");
    command.getSubcommands().values().forEach(Main::arrange);
  }
}
