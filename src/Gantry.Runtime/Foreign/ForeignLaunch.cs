using System.Text.Json;

using Gantry.Oci.Runtime;
using Gantry.Runtime.Containers;
using Gantry.Runtime.Shim;

namespace Gantry.Runtime.Foreign;

/// <summary>A process that another runtime makes.</summary>
/// <param name="Runtime">The runtime.</param>
/// <param name="Container">Name of the container by which the runtime knows it.</param>
public sealed record ForeignLaunch(ForeignRuntime Runtime, string Container)
{
    /// <summary>The runtime's messages, in the directory of the process.</summary>
    public const string LogName = "runtime.log";

    /// <summary>Where the runtime hands over a terminal. The path of a socket has at most 107 bytes; this one is looked for in the bundle.</summary>
    internal const string ConsoleName = "console";

    /// <summary>Where the runtime leaves the process's id.</summary>
    internal const string PidName = "runtime.pid";

    /// <summary>The oldest version of the runtime specification that has what the engine asks for: older runtimes refuse newer ones.</summary>
    private const string OldestVersion = "1.0.2";

    private const string ProcessName = "process.json";

    /// <summary>Whether the process of a directory was made by another runtime.</summary>
    /// <param name="directory">As in <see cref="ShimRequest.Directory"/>.</param>
    public static bool IsIn(string directory) => File.Exists(Path.Combine(directory, RelayOrder.Name));

    /// <summary>Writes down what the runtime and the relay read.</summary>
    /// <param name="request">The process.</param>
    /// <param name="step">Number of the step that stands for the relay.</param>
    internal void Write(ShimRequest request, int step)
    {
        var begin = Runtime.Begin(Path.Combine(request.Directory, LogName));
        var isExec = request.ExecInto is not null;
        if (isExec)
            Save(request, ProcessName, JsonSerializer.SerializeToUtf8Bytes(request.Spec.Process!, RuntimeJson.Default.Process));
        else
            Save(request, BundleFile.Name, JsonSerializer.SerializeToUtf8Bytes(request.Spec with { OciVersion = OldestVersion }, RuntimeJson.Default.RuntimeSpec));
        IReadOnlyList<string> console = request.Spec.Process!.Terminal ? ["--console-socket", ConsoleName] : [];
        var order = new RelayOrder
        {
            Program = Runtime.Program,
            Create = isExec
                ? [.. begin, "exec", "--detach", "--process", ProcessName, "--pid-file", PidName, .. console, Container]
                : [.. begin, "create", "--bundle", request.Directory, "--pid-file", PidName, .. console, Container],
            Start = isExec ? null : [.. begin, "start", Container],
            Delete = isExec ? null : [.. begin, "delete", "--force", Container],
            HasTerminal = request.Spec.Process.Terminal,
            Step = step,
        };
        Save(request, RelayOrder.Name, JsonSerializer.SerializeToUtf8Bytes(order, RelayJson.Default.RelayOrder));
    }

    private static void Save(ShimRequest request, string name, byte[] text) => File.WriteAllBytes(Path.Combine(request.Directory, name), text);
}
