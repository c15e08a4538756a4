using System.Globalization;
using System.Text;

using Gantry.Build.Dockerfiles;
using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Oci.Errors;
using Gantry.Oci.Text;

namespace Gantry.Build.Frontend;

internal sealed partial class StageDispatcher
{
    private async Task RunAsync(RunInstruction run, Instruction written, bool isTrigger, CancellationToken cancellation)
    {
        if (run.Devices.Count > 0) throw new GantryException(ErrorKind.Invalid, "device feature is only supported in Dockerfile frontend 1.14.0-labs or later");
        var (words, summary, extra) = Command(run);
        if (run.Command.IsShell && words.Count == 0) words = [""];
        IReadOnlyList<string> arguments = run.Command.IsShell ? [.. Config.Shell is { Count: > 0 } shell ? shell : ["/bin/sh", "-c"], .. words] : words;
        if (arguments.Count == 0) throw new Solver.BuildException("failed to marshal LLB definition: arguments are required");
        var inputs = new List<VertexOutput>();
        var mounts = new List<ExecMount> { new() { Destination = "/", Input = Input(inputs, stage.State), Output = 0 } };
        if (extra is { } file) mounts.Add(new ExecMount { Destination = "/dev/pipes/", Input = Input(inputs, file), ReadOnly = true });
        var secrets = new List<SecretVariable>();
        foreach (var mount in run.Mounts) await MountAsync(mount, inputs, mounts, secrets, cancellation);
        if (conversion.Options.SharedMemory > 0) mounts.Add(new ExecMount { Destination = "/dev/shm", Kind = ExecMountKind.Tmpfs, TmpfsSize = conversion.Options.SharedMemory });
        var network = run.Network ?? conversion.Options.Network;
        var operation = new ExecOperation
        {
            Process = new ExecProcess
            {
                Arguments = arguments,
                Environment = WithAgent([.. (Config.Env ?? []).Select(Current), .. ArgumentEnvironment()], mounts),
                Directory = Config.WorkingDir is { Length: > 0 } directory ? directory : "/",
                User = Config.User ?? "",
                Proxy = conversion.Proxy,
                ExtraHosts = [.. conversion.Options.ExtraHosts.Select(h => h.Split('=', 2)).Where(h => h.Length == 2).Select(h => new HostAddress(h[0], h[1]))],
                Limits = [.. conversion.Options.Ulimits.Select(Limit)],
                CgroupParent = conversion.Options.CgroupParent,
                RemoveMountStubs = true,
            },
            // What is below comes first, however they are written.
            Mounts = [.. mounts.OrderBy(m => m.Destination, StringComparer.Ordinal)],
            Network = network switch { "host" => NetworkMode.Host, "none" => NetworkMode.None, _ => NetworkMode.Sandbox },
            Security = run.Security == "insecure" ? SecurityMode.Insecure : SecurityMode.Sandbox,
            SecretVariables = secrets,
        };
        var name = Upper(Shown(written.Text, [.. secrets.Select(s => s.Name)])) + summary;
        stage.State = Vertex.Create(operation, inputs, Describe(name, written, isTrigger), stage.Image.Platform).Output();
        Note($"RUN {Noted(arguments)} # buildkit", hasLayer: true);
    }

    /// <summary>Programs find the first agent that is mounted by the variable that ssh(1) looks for it in.</summary>
    private static IReadOnlyList<string> WithAgent(IReadOnlyList<string> environment, IReadOnlyList<ExecMount> mounts)
    {
        const string variable = "SSH_AUTH_SOCK=";
        return mounts.FirstOrDefault(m => m.Kind == ExecMountKind.Ssh) is not { } agent ? environment
            : [.. environment.Where(e => !e.StartsWith(variable, StringComparison.Ordinal)), variable + agent.Destination];
    }

    /// <summary>What is run, what progress adds to the name, and a script that has a file of its own.</summary>
    private static (IReadOnlyList<string> Words, string Summary, VertexOutput? File) Command(RunInstruction run)
    {
        var documents = run.Command.HereDocuments;
        if (documents.Count == 0) return (run.Command.Words, "", null);
        if (!run.Command.IsHereDocument)
        {
            var text = new StringBuilder(run.Command.Words[0]);
            foreach (var document in documents) text.Append('\n').Append(document.Written).Append(document.Name);
            return ([text.ToString()], "", null);
        }

        var script = documents[0];
        var lines = script.Content.Trim().ReplaceLineEndings("\n").Split('\n');
        var summary = $" ({lines[0]}{(lines.Length > 1 ? "..." : "")})";
        if (!script.Content.StartsWith("#!", StringComparison.Ordinal)) return ([script.Content], summary, null);
        var file = new MakeFileAction { Path = "/" + script.Name, Mode = 0x1ED, Content = Encoding.UTF8.GetBytes(script.Content), Output = 0, Timestamp = -1 };
        var vertex = Vertex.Create(new FileOperation([file]), [], DockerfileConversion.Internal("preparing inline document"));
        return (["/dev/pipes/" + script.Name], summary, vertex.Output());
    }

    private async Task MountAsync(RunMount mount, List<VertexOutput> inputs, List<ExecMount> mounts, List<SecretVariable> secrets, CancellationToken cancellation)
    {
        var id = mount.Id ?? "";
        switch (mount.Kind)
        {
            case RunMountKind.Secret:
                id = mount.Source ?? mount.Id ?? Path.GetFileName(mount.Target!);
                if (mount.EnvironmentVariable is not null)
                {
                    secrets.Add(new SecretVariable(id, mount.EnvironmentVariable, !mount.Required));
                    if (mount.Target is null) return;
                }

                mounts.Add(new ExecMount { Kind = ExecMountKind.Secret, Destination = Place(mount.Target ?? "/run/secrets/" + Path.GetFileName(id)), ReadOnly = true, Secret = new ClientFile(id, (uint)(mount.UserId ?? 0), (uint)(mount.GroupId ?? 0), (uint)(mount.Mode ?? 0x100), !mount.Required) });
                return;
            case RunMountKind.Ssh:
                var number = mounts.Count(m => m.Kind == ExecMountKind.Ssh);
                mounts.Add(new ExecMount { Kind = ExecMountKind.Ssh, Destination = mount.Target ?? $"/run/buildkit/ssh_agent.{number}", Ssh = new ClientFile(id, (uint)(mount.UserId ?? 0), (uint)(mount.GroupId ?? 0), (uint)(mount.Mode ?? 0x180), !mount.Required) });
                return;
            case RunMountKind.Tmpfs:
                mounts.Add(new ExecMount { Kind = ExecMountKind.Tmpfs, Destination = Target(mount), ReadOnly = mount.ReadOnly, TmpfsSize = mount.Size });
                return;
        }

        var target = Target(mount);
        var from = mount.From is { Length: > 0 } name ? await conversion.FindAsync(name, stage, null, cancellation) : mount.Kind == RunMountKind.Bind ? conversion.Context() : null;
        if (mount.Kind == RunMountKind.Bind && mount.From is null or "") conversion.Uses(mount.Source ?? "/");
        var selector = mount.Source is { Length: > 0 } part ? PathText.Clean(part) : "";
        if (mount.Kind == RunMountKind.Cache && from is null && (mount.Mode ?? mount.UserId ?? mount.GroupId) is not null)
        {
            // A new cache begins as the copy of a directory that is as it is wanted.
            selector = "/cache";
            from = EmptyCache(mount, selector);
        }

        mounts.Add(new ExecMount
        {
            Kind = mount.Kind == RunMountKind.Cache ? ExecMountKind.Cache : ExecMountKind.Bind,
            Destination = target,
            Input = Input(inputs, from),
            Selector = selector,
            ReadOnly = mount.ReadOnly,
            Cache = mount.Kind != RunMountKind.Cache ? null : new CacheMount(id.Length > 0 ? id : PathText.Clean(mount.Target ?? ""), (CacheMountSharing)(mount.Sharing ?? CacheSharing.Shared)),
        });
    }

    private static VertexOutput EmptyCache(RunMount mount, string path)
    {
        var owner = new FileOwner(new OwnerName((uint)(mount.UserId ?? 0)), new OwnerName((uint)(mount.GroupId ?? 0)));
        var directory = new MakeDirectoryAction { Path = path, Mode = mount.Mode ?? 0x1ED, Owner = owner, Output = 0, Timestamp = -1 };
        return Vertex.Create(new FileOperation([directory]), [], DockerfileConversion.Internal("setting cache mount permissions")).Output();
    }

    /// <summary>Where a mount goes: anywhere but over everything.</summary>
    private string Target(RunMount mount)
    {
        var target = Place(mount.Target ?? "");
        return target == "/" ? throw new GantryException(ErrorKind.Invalid, $"invalid mount target {GoQuote.Of(target)}") : target;
    }

    /// <summary>A line of the environment, with the value of an ARG that came after it.</summary>
    private string Current(string line) => line.Split('=')[0] is var name && stage.Variables.TryGetValue(name, out var value) ? $"{name}={value}" : line;

    private IEnumerable<string> ArgumentEnvironment()
    {
        var own = (Config.Env ?? []).Select(e => e.Split('=')[0]).ToHashSet(StringComparer.Ordinal);
        return stage.Arguments.Where(a => stage.Variables.ContainsKey(a.Name) && !own.Contains(a.Name)).Select(a => a.Name).Distinct().Select(name => $"{name}={stage.Variables[name]}");
    }

    private static ResourceLimit Limit(string text)
    {
        var parts = text.Split('=', ':');
        var soft = long.Parse(parts[1], CultureInfo.InvariantCulture);
        return new ResourceLimit(parts[0], soft, parts.Length > 2 ? long.Parse(parts[2], CultureInfo.InvariantCulture) : soft);
    }
}
