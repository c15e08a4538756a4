using Gantry.Linux.Syscalls;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>Hooks that run in the container's namespaces, and the point at which the launcher runs those of the host.</summary>
internal static class HookSteps
{
    /// <summary>Errors of the interpreter from here on are a program's exit status.</summary>
    public const int ExitStatus = 2000;

    /// <summary>The interpreter's error for a hook that took too long.</summary>
    public const int TimedOut = 1999;

    /// <summary>Whether an error of the interpreter tells of a hook that ran to its end.</summary>
    public static bool HasEnded(int errno) => errno >= ExitStatus;

    /// <summary>Both outputs of hooks as one argument.</summary>
    public static long Outputs(int standard, int error) => (uint)standard | ((long)error << 32);

    public static void Prepared(StepList child, Register root, PlanRequest request)
    {
        var hooks = request.Spec.Hooks;
        if (!request.IsAccompanied || hooks is null)
            return;
        if (hooks is { Prestart.Count: > 0 } or { CreateRuntime.Count: > 0 })
            child.Meet("hooks", LaunchPoint.Prepared);
        if (hooks.CreateContainer is not { Count: > 0 })
            return;
        child.Call("fchdir", SystemCall.fchdir, root);
        Run(child, request, "createContainer", hooks.CreateContainer, null, Register.HookOutput);
    }

    /// <summary>The hooks just before the program. Whoever waits for the start is gone then, so what they say is said on the container's own standard error.</summary>
    public static void Starting(StepList child, PlanRequest request) =>
        Run(child, request, "startContainer", request.Spec.Hooks?.StartContainer, request.Spec.Process!.Env,
            request.Waits ? Outputs(2, 2) : Register.HookOutput);

    private static void Run(StepList child, PlanRequest request, string kind, IReadOnlyList<Hook>? hooks, IReadOnlyList<string>? environment, Argument output)
    {
        if (request.HookState is not { } state)
            return;
        for (var i = 0; i < (hooks?.Count ?? 0); i++)
        {
            var hook = hooks![i];
            var number = i;
            child.Add(new LaunchStep
            {
                Operation = Operation.RunHook,
                Arguments =
                [
                    hook.Path, Argument.Texts(hook.Args is { Count: > 0 } arguments ? arguments : [hook.Path]), Argument.Texts(hook.Env ?? environment ?? []),
                    Argument.Texts([state.Before, state.After]), hook.Timeout is { } seconds ? seconds * 1000L : -1, output,
                ],
                Failure = errno => new LaunchException(LaunchFault.Other, $"error running {kind} hook #{number}: {Reason(hook.Path, errno)}", errno),
            });
        }
    }

    private static string Reason(string path, int errno) => errno switch
    {
        TimedOut => "hook ran past specified timeout",
        >= ExitStatus + 128 => $"signal: {SignalText.Of(errno - ExitStatus - 128)}",
        >= ExitStatus => $"exit status {errno - ExitStatus}",
        _ => $"fork/exec {path}: {Errno.Text(errno)}",
    };
}
