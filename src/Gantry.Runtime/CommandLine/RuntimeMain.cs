using Gantry.Runtime.CommandLine.Commands;
using Gantry.Oci.Errors;
using Gantry.Runtime.Containers;
using Gantry.Runtime.Launch;

namespace Gantry.Runtime.CommandLine;

/// <summary><c>gantry runtime</c>, also called as <c>gantry-runtime</c> or <c>runc</c>: an OCI runtime with runc's command line, for engines and people
/// that run containers from bundles. It is single-threaded, since it becomes containers by cloning itself.</summary>
public static class RuntimeMain
{
    private const string SpecVersion = "1.2.1";

    private static readonly RuntimeFlag[] Flags =
    [
        new("debug", RuntimeFlagKind.Switch, "enable debug logging"),
        new("log", RuntimeFlagKind.Text, "set the log file to write logs to (default is '/dev/stderr')"),
        new("log-format", RuntimeFlagKind.Text, "set the log format ('text' (default), or 'json')", "\"text\""),
        new("root", RuntimeFlagKind.Text, "root directory for storage of container state (this should be located in tmpfs)", "\"/run/gantry-runtime\""),
        new("criu", RuntimeFlagKind.Text, "(obsoleted; do not use)") { IsHidden = true },
        new("systemd-cgroup", RuntimeFlagKind.Switch, "enable systemd cgroup support, expects cgroupsPath to be of form \"slice:prefix:name\" for e.g. \"system.slice:runc:434234\""),
        new("rootless", RuntimeFlagKind.Text, "ignore cgroup permission errors ('true', 'false', or 'auto')", "\"auto\""),
    ];

    private static readonly RuntimeCommand[] All =
    [
        new CheckpointCommand(), new CreateCommand(), new DeleteCommand(), new EventsCommand(), new ExecCommand(), new FeaturesCommand(), new KillCommand(), new ListCommand(), new PauseCommand(),
        new PsCommand(), new RestoreCommand(), new ResumeCommand(), new RunCommand(), new SpecCommand(), new StartCommand(), new StateCommand(), new UpdateCommand(),
    ];

    /// <summary>Whether the program was called by a name that is the runtime's.</summary>
    public static bool IsNamed => CalledBy is "gantry-runtime" or "runc";

    /// <summary>Runs a command line that is for the runtime.</summary>
    /// <returns>The exit status.</returns>
    public static int Run(string[] args) => args is ["runtime", ..] ? Run("gantry runtime", args[1..]) : Run(CalledBy, args);

    private static string CalledBy { get; } = Path.GetFileName(Environment.GetCommandLineArgs()[0]);

    private static int Run(string program, string[] words)
    {
        RuntimeArguments global;
        try
        {
            global = RuntimeArguments.Parse(words, Flags, stopsAtOperand: true);
        }
        catch (FlagException e)
        {
            // -v is a flag of its own, which ends all.
            if (words.Contains("-v") || words.Contains("--version"))
                return Version(program);
            Console.Out.Write($"Incorrect Usage. {e.Message}\n\n{HelpText.Program(program, ProgramVersion, All, Flags)}");
            new RuntimeLog(null, isJson: false, isVerbose: false).Error(e.Message);
            return 1;
        }

        if (global.WantsHelp || global.Operands.Count == 0 || (global.Operands[0] is "help" or "h" && global.Operands.Count == 1))
        {
            Console.Out.Write(HelpText.Program(program, ProgramVersion, All, Flags));
            return 0;
        }

        var name = global.Operands[0];
        var rest = global.Operands.Skip(1).ToList();
        if (name is "help" or "h")
            (name, rest) = (rest[0], ["--help"]);
        if (All.FirstOrDefault(c => c.Name == name) is not { } command)
        {
            new RuntimeLog(null, isJson: false, isVerbose: false).Error($"No help topic for '{name}'");
            return 3;
        }

        return Run(program, global, command, rest);
    }

    private static int Run(string program, RuntimeArguments global, RuntimeCommand command, List<string> words)
    {
        var log = new RuntimeLog(null, global.Text("log-format") == "json", global.IsOn("debug"));
        try
        {
            log = log.To(global.Text("log"));
            var arguments = RuntimeArguments.Parse(words, command.Flags, command.StopsAtOperand);
            if (arguments.WantsHelp)
            {
                Console.Out.Write(HelpText.Command(program, command));
                return 0;
            }

            CheckGlobals(global);
            CheckOperands(program, command, arguments);
            if (global.IsSet("criu"))
                Console.Error.WriteLine("WARNING: --criu ignored (criu binary from $PATH is used); do not use");
            if (command.EntersContainers)
            {
                if (!SealedExecutable.IsSealed())
                    SealedExecutable.Enter();
                log.Debug("runc exeseal: using /proc/self/exe clone");
            }

            return command.Run(Context(program, global, log), arguments);
        }
        catch (FlagException e)
        {
            // As with runc: what is wrong and how it goes is for people, the log is for whoever called.
            Console.Out.Write($"Incorrect Usage{(e is OperandsException ? "." : $": {e.Message}")}\n\n{HelpText.Command(program, command)}");
            log.Error(e.Message);
            return 1;
        }
        catch (Exception e) when (e is GantryException or IOException or UnauthorizedAccessException)
        {
            var cause = e is FileNotFoundException { FileName: { } missing } ? $"open {missing}: no such file or directory" : e.Message;
            var text = command.FailurePrefix is { } prefix ? $"{prefix}: {cause}" : cause;
            log.Error(text);
            if (!log.IsStandardError)
                Console.Error.WriteLine(text);
            return command.FailureStatus;
        }
    }

    private static RuntimeContext Context(string program, RuntimeArguments global, RuntimeLog log)
    {
        var ignores = global.Text("rootless") is "true" || (global.Text("rootless") is null or "auto" && !Environment.IsPrivilegedProcess);
        var root = global.Text("root") is { Length: > 0 } given ? given : null;
        return new RuntimeContext(program, new ContainerStore(Path.GetFullPath(root ?? DefaultRoot())) { IsDefault = root is null }, log, ignores, global.IsOn("systemd-cgroup"));
    }

    /// <summary>Without privileges the state is kept where the session may write.</summary>
    private static string DefaultRoot() => !Environment.IsPrivilegedProcess && Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime
        ? Path.Combine(runtime, "gantry-runtime")
        : "/run/gantry-runtime";

    private static void CheckGlobals(RuntimeArguments global)
    {
        if (global.Text("log-format") is { } format and not ("text" or "json"))
            throw new GantryException(ErrorKind.Invalid, $"invalid log-format: {format}");
        if (global.Text("rootless") is { } rootless and not ("true" or "false" or "auto"))
            throw new GantryException(ErrorKind.Invalid, $"invalid rootless value: {rootless}");
    }

    private static void CheckOperands(string program, RuntimeCommand command, RuntimeArguments arguments)
    {
        var count = arguments.Operands.Count;
        string? fault = null;
        if (command.Fewest == command.Most && count != command.Fewest)
            fault = $"{program}: \"{command.Name}\" requires exactly {command.Fewest} argument(s)";
        else if (count < command.Fewest)
            fault = $"{program}: \"{command.Name}\" requires a minimum of {command.Fewest} argument(s)";
        else if (count > command.Most)
            fault = $"{program}: \"{command.Name}\" requires a maximum of {command.Most} argument(s)";
        if (fault is not null)
            throw new OperandsException(fault);
    }

    /// <summary>Too few operands or too many.</summary>
    private sealed class OperandsException(string message) : FlagException(message);

    private static string ProgramVersion => typeof(RuntimeMain).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    private static int Version(string program)
    {
        Console.Out.Write($"{program} version {ProgramVersion}\ncommit: gantry-{ProgramVersion}\nspec: {SpecVersion}\n");
        return 0;
    }
}
