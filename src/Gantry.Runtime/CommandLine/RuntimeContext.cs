using Gantry.Runtime.Containers;

namespace Gantry.Runtime.CommandLine;

/// <summary>What all commands of the runtime share.</summary>
/// <param name="Program">The name it was called by.</param>
/// <param name="Store">Where containers are kept.</param>
/// <param name="Log">Its log.</param>
/// <param name="IgnoresCgroupErrors">Whether control groups may be out of reach.</param>
/// <param name="UsesSystemd">Whether systemd makes control groups.</param>
internal sealed record RuntimeContext(string Program, ContainerStore Store, RuntimeLog Log, bool IgnoresCgroupErrors, bool UsesSystemd)
{
    /// <summary>Removes containers.</summary>
    public ContainerRemover Remover => new(Log.Warn);

    /// <summary>The container that the first operand names.</summary>
    public StoredContainer Container(RuntimeArguments arguments) => Store.Open(arguments.Operands[0]);

    /// <summary>How a process is launched as the flags have it.</summary>
    public LaunchOptions Options(RuntimeArguments arguments, bool detaches) => new()
    {
        ConsoleSocket = arguments.Text("console-socket"),
        PidfdSocket = arguments.Text("pidfd-socket"),
        PidFile = arguments.Text("pid-file") is { } path ? Path.GetFullPath(path) : null,
        PreservedDescriptors = (int)(arguments.Number("preserve-fds") ?? 0),
        Pivots = !arguments.IsOn("no-pivot"),
        HasKeyring = !arguments.IsOn("no-new-keyring"),
        Detaches = detaches,
        IgnoresCgroupErrors = IgnoresCgroupErrors,
        UsesSystemd = UsesSystemd,
        Warn = Log.Warn,
        Trace = Log.Debug,
    };
}
