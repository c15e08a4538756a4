using Gantry.Cli.Client;
using Gantry.Compose.Plan;

namespace Gantry.Cli.Compose.Requests;

/// <summary>A hook as the engine is asked to run it.</summary>
internal static class HookRequest
{
    public static CreateExec Of(HookOrder hook) => new()
    {
        User = hook.User,
        Privileged = hook.Privileged,
        AttachStdout = true,
        AttachStderr = true,
        Env = hook.Environment.Count > 0 ? hook.Environment : null,
        WorkingDir = hook.Directory,
        Cmd = hook.Command,
    };
}
