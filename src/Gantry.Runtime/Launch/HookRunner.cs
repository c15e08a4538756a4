using System.Text.Json;

using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;
using Gantry.Runtime.LaunchPlans;
using Gantry.Runtime.LaunchPlans.Compile;

namespace Gantry.Runtime.Launch;

/// <summary>Runs hooks in the host's namespaces, one after the other: each gets the container's state on its standard input.</summary>
internal static unsafe class HookRunner
{
    /// <summary>Runs hooks of a kind.</summary>
    /// <param name="kind">The kind, for messages.</param>
    /// <param name="hooks">The hooks; null: none.</param>
    /// <param name="state">The state they read.</param>
    /// <exception cref="GantryException">One failed or took too long; those after it are not run.</exception>
    public static void Run(string kind, IReadOnlyList<Hook>? hooks, RuntimeState state)
    {
        if (hooks is not { Count: > 0 })
            return;
        var text = JsonSerializer.SerializeToUtf8Bytes(state, RuntimeJson.Default.RuntimeState);
        for (var number = 0; number < hooks.Count; number++)
        {
            try
            {
                Run(hooks[number], text);
            }
            catch (GantryException e)
            {
                throw new LaunchException(LaunchFault.Other, $"error running {kind} hook #{number}: {(e is KernelException { Call: "exec" } ? "fork/" : "")}{e.Message}");
            }
        }
    }

    /// <summary>Both halves of a state's text, between which the process id belongs.</summary>
    public static (string Before, string After) Halves(RuntimeState state)
    {
        const int marker = 2147483646;
        var text = JsonSerializer.Serialize(state with { Pid = marker }, RuntimeJson.Default.RuntimeState);
        const string mark = "2147483646";
        var at = text.LastIndexOf($"\"pid\":{mark}", StringComparison.Ordinal) + "\"pid\":".Length;
        return (text[..at], text[(at + mark.Length)..]);
    }

    private static void Run(Hook hook, byte[] state)
    {
        // The state lies in a file of memory rather than in a pipe: a hook that reads nothing holds nobody up.
        using var input = MemoryFile.Create("state", state);
        using var output = new HookOutput();
        var arguments = hook.Args is { Count: > 0 } given ? given : [hook.Path];
        var pid = Spawn.Start(hook.Path, arguments, hook.Env ?? [], (int)input.DangerousGetHandle(), output.Standard, output.Error);
        var child = new LaunchedProcess(pid, (int)Kernel.Call(SystemCall.pidfd_open, pid, 0));
        var late = hook.Timeout is { } seconds && !child.EndsWithin(TimeSpan.FromSeconds(seconds));
        if (late)
            child.Kill();
        var status = child.Wait();
        Kernel.Call(SystemCall.close, child.Descriptor);
        if (late)
            throw new GantryException(ErrorKind.Internal, $"hook ran past specified timeout of {hook.Timeout:0.0}s");
        if (status != 0)
            throw new GantryException(ErrorKind.Internal, (status > 128 ? $"signal: {SignalText.Of(status - 128)}" : $"exit status {status}") + output);
    }
}
