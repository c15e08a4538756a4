using Gantry.Oci.Runtime;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>Hooks that run in the container's namespaces, and the point at which the launcher runs those of the host.</summary>
internal static class HookSteps
{
    /// <summary>Errors of the interpreter from here on are a program's exit status.</summary>
    public const int ExitStatus = 2000;

    /// <summary>The interpreter's error for a hook that took too long.</summary>
    public const int TimedOut = 1999;

    public static void Prepared(StepList child, PlanRequest request)
    {
        var hooks = request.Spec.Hooks;
        if (!request.IsAccompanied || hooks is null)
            return;
        if (hooks is { Prestart.Count: > 0 } or { CreateRuntime.Count: > 0 })
            child.Meet("hooks", LaunchPoint.Prepared);
        Run(child, request, "createContainer", hooks.CreateContainer, null);
    }

    public static void Starting(StepList child, PlanRequest request) =>
        Run(child, request, "startContainer", request.Spec.Hooks?.StartContainer, request.Spec.Process!.Env);

    private static void Run(StepList child, PlanRequest request, string kind, IReadOnlyList<Hook>? hooks, IReadOnlyList<string>? environment)
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
                    state.Before, state.After, hook.Timeout is { } seconds ? seconds * 1000L : -1,
                ],
                Failure = errno => new LaunchException(LaunchFault.Other, $"error running {kind} hook #{number}: {Reason(hook.Path, errno)}", errno),
            });
        }
    }

    private static string Reason(string path, int errno) => errno switch
    {
        TimedOut => "hook ran past specified timeout",
        >= ExitStatus + 128 => $"signal: {errno - ExitStatus - 128}",
        >= ExitStatus => $"exit status {errno - ExitStatus}",
        _ => $"exec {path}: {Linux.Syscalls.Errno.Text(errno)}",
    };
}
