using System.Globalization;

using Gantry.Oci.Errors;
using Gantry.Oci.Runtime.Reading;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Containers;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary><c>exec</c>: adds a process to a running container.</summary>
internal sealed class ExecCommand : RuntimeCommand
{
    public override string Name => "exec";

    public override string Summary => "execute new process inside the container";

    public override string OperandNames => "<container-id> <command> [command options]  || -p process.json <container-id>";

    public override string Description => "\"<command>\" is the command to be executed in the container; it can't be empty unless a \"-p\" flag is provided:\n\n       # {0} exec <container-id> ps";

    public override IReadOnlyList<RuntimeFlag> Flags =>
    [
        CommonFlags.ConsoleSocket, CommonFlags.PidfdSocket,
        new("cwd", RuntimeFlagKind.Text, "current working directory in the container"),
        new("env, e", RuntimeFlagKind.Texts, "set environment variables"),
        new("tty, t", RuntimeFlagKind.Switch, "allocate a pseudo-TTY"),
        new("user, u", RuntimeFlagKind.Text, "UID (format: <uid>[:<gid>])"),
        new("additional-gids, g", RuntimeFlagKind.Numbers, "additional gids"),
        new("process, p", RuntimeFlagKind.Text, "path to the process.json"),
        CommonFlags.Detach, CommonFlags.PidFile,
        new("process-label", RuntimeFlagKind.Text, "set the asm process label for the process commonly used with selinux"),
        new("apparmor", RuntimeFlagKind.Text, "set the apparmor profile for the process"),
        new("no-new-privs", RuntimeFlagKind.Switch, "set the no new privileges value for the process"),
        new("cap, c", RuntimeFlagKind.Texts, "add a capability to the bounding set for the process"),
        CommonFlags.PreserveFds,
        new("cgroup", RuntimeFlagKind.Texts, "run the process in an (existing) sub-cgroup(s). Format is [<controller>:]<cgroup>."),
        new("ignore-paused", RuntimeFlagKind.Switch, "allow exec in a paused container"),
        new("no-subreaper", RuntimeFlagKind.Switch, "") { IsHidden = true },
    ];

    public override int Most => int.MaxValue;

    public override bool StopsAtOperand => true;

    public override bool EntersContainers => true;

    public override int FailureStatus => 255;

    public override string FailurePrefix => "exec failed";

    public override int Run(RuntimeContext context, RuntimeArguments arguments)
    {
        var container = context.Container(arguments);
        var status = container.Status();
        if (status == ContainerStatus.Stopped)
            throw new GantryException(ErrorKind.Conflict, "cannot exec in a stopped container");
        if (status == ContainerStatus.Paused && !arguments.IsOn("ignore-paused"))
            throw new GantryException(ErrorKind.Conflict, "cannot exec in a paused container (use --ignore-paused to override)");
        var spec = container.Spec();
        var process = arguments.Text("process") is { Length: > 0 } path
            ? RuntimeDocument.Read(path, File.ReadAllBytes(path), RuntimeDocuments.Process)
            : Of(spec.Process!, arguments);
        var detaches = arguments.IsOn("detach");
        var executor = new ContainerExecutor(context.Options(arguments, detaches));
        using var signals = detaches ? null : ForwardedSignals.Begin();
        using var added = executor.Start(container, spec with { Process = process }, Groups(arguments.Texts("cgroup")));
        return signals is null ? 0 : added.Attend(signals);
    }

    private static Process Of(Process first, RuntimeArguments arguments)
    {
        if (arguments.Operands.Count < 2)
            throw new GantryException(ErrorKind.Invalid, "exec args cannot be empty");
        var user = first.User;
        if (arguments.Text("user") is { Length: > 0 } text)
        {
            var parts = text.Split(':', 2);
            user = user with { Uid = Number(parts[0], "bad uid"), Gid = parts.Length > 1 ? Number(parts[1], "bad gid") : user.Gid };
        }

        if (arguments.Texts("additional-gids") is { Count: > 0 } further)
            user = user with { AdditionalGids = [.. user.AdditionalGids ?? [], .. further.Select(g => Number(g, "parsing additional gid"))] };
        return first with
        {
            Args = [.. arguments.Operands.Skip(1)],
            Cwd = arguments.Text("cwd") is { Length: > 0 } directory ? directory : first.Cwd,
            Env = [.. first.Env ?? [], .. arguments.Texts("env")],
            Terminal = arguments.IsOn("tty"),
            User = user,
            NoNewPrivileges = arguments.IsSet("no-new-privs") ? arguments.IsOn("no-new-privs") : first.NoNewPrivileges,
            ApparmorProfile = arguments.Text("apparmor") ?? first.ApparmorProfile,
            SelinuxLabel = arguments.Text("process-label") ?? first.SelinuxLabel,
            Capabilities = With(first.Capabilities, arguments.Texts("cap")),
        };
    }

    /// <summary>What a process may do beyond the container's own. Ambient ones need inheritable ones, so they follow only where there are some.</summary>
    private static LinuxCapabilities? With(LinuxCapabilities? sets, IReadOnlyList<string> added)
    {
        if (added.Count == 0)
            return sets;
        sets ??= new LinuxCapabilities();
        return sets with
        {
            Bounding = [.. sets.Bounding ?? [], .. added],
            Effective = [.. sets.Effective ?? [], .. added],
            Permitted = [.. sets.Permitted ?? [], .. added],
            Ambient = sets.Inheritable is null ? sets.Ambient : [.. sets.Ambient ?? [], .. added],
        };
    }

    private static Dictionary<string, string> Groups(IReadOnlyList<string> given)
    {
        var groups = new Dictionary<string, string>();
        foreach (var one in given)
        {
            var colon = one.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                if (given.Count != 1)
                    throw new GantryException(ErrorKind.Invalid, $"invalid --cgroup argument: {one} (missing <controller>: prefix)");
                groups[""] = one;
                continue;
            }

            foreach (var controller in one[..colon].Split(','))
            {
                if (controller.Length == 0)
                    throw new GantryException(ErrorKind.Invalid, $"invalid --cgroup argument: {one} (empty <controller> prefix)");
                if (!groups.TryAdd(controller, one[(colon + 1)..]))
                    throw new GantryException(ErrorKind.Invalid, $"invalid --cgroup argument(s): controller {controller} specified multiple times");
            }
        }

        return groups;
    }

    private static uint Number(string text, string what) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new GantryException(ErrorKind.Invalid, $"{what}: strconv.Atoi: parsing \"{text}\": invalid syntax");
}
