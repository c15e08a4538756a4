using System.Globalization;
using System.Text;

using Gantry.Build.Copies;
using Gantry.Build.Dockerfiles;
using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Solver.Steps;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Images.Changes;

namespace Gantry.Build.Frontend;

/// <summary>Turns a stage's instructions into vertices and the configuration of its image.</summary>
internal sealed class StageDispatcher(DockerfileConversion conversion, BuildStage stage)
{
    private const string HistoryComment = "buildkit.dockerfile.v0";

    private ExecutionConfig Config
    {
        get => stage.Image.Config;
        set => stage.Image.Config = value;
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        stage.Total += (stage.Base is null && stage.State is not null ? 1 : 0) + stage.Instructions.Count(i => i is RunInstruction or CopyInstruction or WorkdirInstruction);
        for (var index = 0; index < stage.Instructions.Count; index++)
        {
            var instruction = stage.Instructions[index];
            try
            {
                await DispatchAsync(instruction, index < stage.Triggers, cancellation);
            }
            catch (GantryException e) when (e is not Solver.BuildException)
            {
                throw new Solver.BuildException(e.Message, e) { Locations = [conversion.Location(instruction.Lines)] };
            }
        }
    }

    private async Task DispatchAsync(Instruction written, bool isTrigger, CancellationToken cancellation)
    {
        var variables = Variables();
        var instruction = written.Expand(w => conversion.Words.Expand(w, variables), w => ShellWords.ForContent.Expand(w, variables));
        switch (instruction)
        {
            case RunInstruction run:
                await RunAsync(run, written, isTrigger, cancellation);
                break;
            case CopyInstruction copy:
                await CopyAsync(copy, written, isTrigger, cancellation);
                break;
            case WorkdirInstruction workdir:
                Workdir(workdir, written, isTrigger);
                break;
            default:
                Metadata(instruction, variables);
                break;
        }
    }

    private async Task RunAsync(RunInstruction run, Instruction written, bool isTrigger, CancellationToken cancellation)
    {
        var (words, summary, extra) = Command(run);
        IReadOnlyList<string> arguments = run.Command.IsShell ? [.. Config.Shell is { Count: > 0 } shell ? shell : ["/bin/sh", "-c"], .. words] : words;
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
                Environment = [.. Config.Env ?? [], .. ArgumentEnvironment()],
                Directory = Config.WorkingDir is { Length: > 0 } directory ? directory : "/",
                User = Config.User ?? "",
                Proxy = conversion.Proxy,
                ExtraHosts = [.. conversion.Options.ExtraHosts.Select(h => h.Split('=', 2)).Where(h => h.Length == 2).Select(h => new HostAddress(h[0], h[1]))],
                Limits = [.. conversion.Options.Ulimits.Select(Limit)],
                CgroupParent = conversion.Options.CgroupParent,
                RemoveMountStubs = true,
            },
            Mounts = mounts,
            Network = network switch { "host" => NetworkMode.Host, "none" => NetworkMode.None, _ => NetworkMode.Sandbox },
            Security = run.Security == "insecure" ? SecurityMode.Insecure : SecurityMode.Sandbox,
            SecretVariables = secrets,
        };
        var name = Upper(Shown(written.Text)) + summary;
        stage.State = Vertex.Create(operation, inputs, Describe(name, written, isTrigger), stage.Image.Platform).Output();
        Note($"RUN {Noted(arguments)} # buildkit", hasLayer: true);
    }

    /// <summary>What is run, what progress adds to the name, and a script that has a file of its own.</summary>
    private (IReadOnlyList<string> Words, string Summary, VertexOutput? File) Command(RunInstruction run)
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
        var vertex = Vertex.Create(new FileOperation([file]), [], DockerfileConversion.Internal("preparing inline document"), stage.Image.Platform);
        return (["/dev/pipes/" + script.Name], summary, vertex.Output());
    }

    private async Task MountAsync(RunMount mount, List<VertexOutput> inputs, List<ExecMount> mounts, List<SecretVariable> secrets, CancellationToken cancellation)
    {
        var id = mount.Id ?? "";
        switch (mount.Kind)
        {
            case RunMountKind.Secret:
                id = id.Length > 0 ? id : mount.Source is { Length: > 0 } source ? Path.GetFileName(source) : Path.GetFileName(mount.Target!);
                if (mount.EnvironmentVariable is not null)
                {
                    secrets.Add(new SecretVariable(id, mount.EnvironmentVariable.Length > 0 ? mount.EnvironmentVariable : id, !mount.Required));
                    if (mount.Target is null) return;
                }

                mounts.Add(new ExecMount { Kind = ExecMountKind.Secret, Destination = Place(mount.Target ?? "/run/secrets/" + id), ReadOnly = true, Secret = new ClientFile(id, (uint)(mount.UserId ?? 0), (uint)(mount.GroupId ?? 0), (uint)(mount.Mode ?? 0x100), !mount.Required) });
                return;
            case RunMountKind.Ssh:
                var number = mounts.Count(m => m.Kind == ExecMountKind.Ssh);
                mounts.Add(new ExecMount { Kind = ExecMountKind.Ssh, Destination = mount.Target ?? $"/run/buildkit/ssh_agent.{number}", Ssh = new ClientFile(id, (uint)(mount.UserId ?? 0), (uint)(mount.GroupId ?? 0), (uint)(mount.Mode ?? 0x180), !mount.Required) });
                return;
            case RunMountKind.Tmpfs:
                mounts.Add(new ExecMount { Kind = ExecMountKind.Tmpfs, Destination = Place(mount.Target!), TmpfsSize = mount.Size });
                return;
        }

        if (mount.Target is null) throw new GantryException(ErrorKind.Invalid, "empty mount target");
        var from = mount.From is { Length: > 0 } name ? await conversion.FindAsync(name, stage, cancellation) : mount.Kind == RunMountKind.Bind ? conversion.Context() : null;
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
            Destination = Place(mount.Target),
            Input = Input(inputs, from),
            Selector = selector,
            ReadOnly = mount.ReadOnly,
            Cache = mount.Kind != RunMountKind.Cache ? null : new CacheMount(id.Length > 0 ? id : PathText.Clean(mount.Target), (CacheMountSharing)(mount.Sharing ?? CacheSharing.Shared)),
        });
    }

    private VertexOutput EmptyCache(RunMount mount, string path)
    {
        var owner = new FileOwner(new OwnerName((uint)(mount.UserId ?? 0)), new OwnerName((uint)(mount.GroupId ?? 0)));
        var directory = new MakeDirectoryAction { Path = path, Mode = mount.Mode ?? 0x1ED, Owner = owner, Output = 0, Timestamp = -1 };
        return Vertex.Create(new FileOperation([directory]), [], DockerfileConversion.Internal("settings cache mount permissions"), stage.Image.Platform).Output();
    }

    private async Task CopyAsync(CopyInstruction copy, Instruction written, bool isTrigger, CancellationToken cancellation)
    {
        var from = copy.From is null ? null : await conversion.FindAsync(copy.From, stage, cancellation);
        // Where owners have names, the files below tell their numbers.
        var isLinked = copy.Link && stage.State is not null && (copy.Chown is null || copy.Chown.Split(':').All(n => uint.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out _)));
        var inputs = new List<VertexOutput>();
        var below = isLinked ? Operation.NoInput : Input(inputs, stage.State);
        var platform = stage.Image.Platform;
        var description = Describe(Upper(Shown(written.Text)), written, isTrigger);
        var name = description.Description[VertexMetadata.CustomName];
        if (isLinked) description = description with { ProgressGroup = new ProgressGroup(Guid.NewGuid().ToString("N"), name, Weak: true) };
        var destination = Destination(copy.Destination);
        var note = new StringBuilder(copy.Keyword);
        if (copy.Chown is not null) note.Append(CultureInfo.InvariantCulture, $" --chown={copy.Chown}");
        if (copy.Chmod is not null) note.Append(CultureInfo.InvariantCulture, $" --chmod={copy.Chmod}");
        var mode = copy.Chmod is null ? null : ModeChange.Parse(copy.Chmod);
        var common = new CopyAction
        {
            Source = "",
            Destination = destination,
            Owner = copy.Chown is not null ? Owner(copy.Chown, below) : copy.From is null ? new FileOwner(null, null) : null,
            Mode = mode?.Fixed is { } bits ? (int)bits : null,
            ModeText = mode is not null && mode.Fixed is null ? copy.Chmod! : "",
            CreateDestination = true,
            ExcludePatterns = copy.Excludes,
        };
        var actions = new List<FileAction>();
        foreach (var source in copy.Sources)
        {
            note.Append(' ').Append(source);
            actions.Add(Source(copy, source, common, from, inputs, description));
        }

        foreach (var document in copy.HereDocuments)
        {
            note.Append(" <<").Append(document.Name);
            var file = new MakeFileAction { Path = "/" + document.Name, Mode = 0x1A4, Content = Encoding.UTF8.GetBytes(document.Content), Output = 0, Timestamp = -1 };
            var vertex = Vertex.Create(new FileOperation([file]), [], DockerfileConversion.Internal("preparing inline document"), platform);
            actions.Add(common with { Source = "/" + document.Name, SecondaryInput = Input(inputs, vertex.Output()) });
        }

        // Each action goes on from the one before it; only the last is the step's result.
        for (var index = 0; index < actions.Count; index++)
            actions[index] = actions[index] with { Input = index == 0 ? below : inputs.Count + index - 1, Output = index == actions.Count - 1 ? 0 : FileAction.NoOutput };
        var copied = Vertex.Create(new FileOperation(actions), inputs, description, platform).Output();
        stage.State = isLinked ? Vertex.Create(new MergeOperation([0, 1]), [stage.State!, copied], Linking(description, name), platform).Output() : copied;
        Note($"{note} {copy.Destination} # buildkit", hasLayer: true);
    }

    /// <summary>How progress calls the step that lays a copy over what is below: it belongs to the copy.</summary>
    private static VertexMetadata Linking(VertexMetadata copy, string name) => copy with
    {
        Description = new Dictionary<string, string>
        {
            [VertexMetadata.CustomName] = name.Insert(name.IndexOf("] ", StringComparison.Ordinal) + 2, "LINK "),
            [LinkedCopy.Mark] = "true",
        },
        ProgressGroup = copy.ProgressGroup! with { Weak = false },
    };

    private CopyAction Source(CopyInstruction copy, string source, CopyAction common, VertexOutput? from, List<VertexOutput> inputs, VertexMetadata description)
    {
        if (copy.IsAdd && Contexts.GitAddress.TryParse(source) is { } git)
        {
            var repository = MainContext.Repository(git, copy.KeepGitDirectory == true, description);
            return common with { Source = "/", DirectoryContents = true, SecondaryInput = Input(inputs, repository) };
        }

        if (MainContext.IsAddress(source))
        {
            if (!copy.IsAdd) throw new GantryException(ErrorKind.Invalid, "source can't be a URL for COPY");
            var name = Uri.TryCreate(source, UriKind.Absolute, out var address) && Path.GetFileName(address.AbsolutePath) is { Length: > 0 } last ? last : "__unnamed__";
            var attributes = new Dictionary<string, string> { [SourceAttributes.HttpFileName] = name };
            if (copy.Checksum is not null) attributes[SourceAttributes.HttpChecksum] = copy.Checksum;
            var file = Vertex.Create(new SourceOperation(source, attributes), [], description);
            return common with { Source = "/" + name, SecondaryInput = Input(inputs, file.Output()), UnpackArchive = copy.Unpack ?? false };
        }

        if (copy.From is null) conversion.Uses(source);
        var path = PathText.Clean(source) + (source.EndsWith('/') && source.Length > 1 ? "/" : "");
        var includes = new List<string>();
        if (copy.Parents)
        {
            var pivot = source.IndexOf("/./", StringComparison.Ordinal);
            (path, var pattern) = pivot < 0 ? ("/", source) : (PathText.Clean(source[..pivot]), source[(pivot + 3)..]);
            includes.Add(PathText.Clean(pattern)[1..]);
        }

        return common with
        {
            Source = path,
            SecondaryInput = Input(inputs, copy.From is null ? conversion.Context() : from),
            FollowSymlinks = true,
            DirectoryContents = true,
            UnpackArchive = copy.Unpack ?? copy.IsAdd,
            AllowWildcard = true,
            AllowEmptyWildcard = true,
            IncludePatterns = includes,
        };
    }

    private void Workdir(WorkdirInstruction workdir, Instruction written, bool isTrigger)
    {
        if (workdir.Path.Length == 0) throw new GantryException(ErrorKind.Invalid, "WORKDIR requires exactly one argument");
        var path = PathText.Clean(PathText.Join(Config.WorkingDir ?? "", workdir.Path));
        Config = Config with { WorkingDir = path };
        var description = Describe(Upper(Shown(written.Text)), written, isTrigger);
        if (path != "/")
        {
            var inputs = new List<VertexOutput>();
            var below = Input(inputs, stage.State);
            var owner = Config.User is { Length: > 0 } user ? Owner(user, below) : null;
            stage.State = Vertex.Create(new FileOperation([new MakeDirectoryAction { Path = path, Mode = 0x1ED, MakeParents = true, Owner = owner, Input = below, Output = 0, Timestamp = -1 }]), inputs, description, stage.Image.Platform).Output();
        }

        Note($"WORKDIR {path}", hasLayer: path != "/");
    }

    private void Metadata(Instruction instruction, IReadOnlyDictionary<string, string> variables)
    {
        switch (instruction)
        {
            case ArgInstruction arg:
                Note($"ARG {string.Join(' ', arg.Declarations.Select(Declare))}", hasLayer: false);
                return;
            case EnvInstruction env:
                Config = Config with { Env = With(Config.Env, env.Settings) };
                Note($"ENV{string.Concat(env.Settings.Select(s => $" {s.Key}={s.Value}"))}", hasLayer: false);
                return;
            case LabelInstruction label:
                var labels = (Config.Labels ?? new Dictionary<string, string>()).ToDictionary();
                foreach (var setting in label.Settings) labels[setting.Key] = setting.Value;
                Config = Config with { Labels = labels };
                Note($"LABEL{string.Concat(label.Settings.Select(s => $" {s.Key}={s.Value}"))}", hasLayer: false);
                return;
            case MaintainerInstruction maintainer:
                stage.Image.Author = maintainer.Name;
                Note($"MAINTAINER {maintainer.Name}", hasLayer: false);
                return;
            case OnbuildInstruction onbuild:
                Config = Config with { OnBuild = [.. Config.OnBuild ?? [], onbuild.Trigger] };
                return;
            case CmdInstruction cmd:
                Config = Config with { Cmd = Words(cmd.Command), ArgsEscaped = true };
                stage.HasCommand = true;
                Note($"CMD {Classic.GoText.Quoted(Config.Cmd)}", hasLayer: false);
                return;
            case EntrypointInstruction entrypoint:
                Config = Config with { Entrypoint = Words(entrypoint.Command), Cmd = stage.HasCommand ? Config.Cmd : null, ArgsEscaped = true };
                Note($"ENTRYPOINT {Classic.GoText.Quoted(Config.Entrypoint)}", hasLayer: false);
                return;
            case HealthcheckInstruction check:
                Config = Config with { Healthcheck = Check(check) };
                Note($"HEALTHCHECK {Classic.GoText.Plain(Engine.Containers.ConfigConversion.OfImage(Config).Healthcheck!)}", hasLayer: false);
                return;
            case ExposeInstruction expose:
                var texts = expose.Ports.SelectMany(p => conversion.Words.ExpandToWords(p, variables)).ToList();
                var ports = (Config.ExposedPorts ?? new Dictionary<string, EmptyObject>()).ToDictionary();
                var shown = new SortedSet<string>(StringComparer.Ordinal);
                foreach (var port in texts.SelectMany(t => PortRanges.Expand(t[(t.LastIndexOf(':') + 1)..])))
                {
                    ports[port] = EmptyObject.Value;
                    shown.Add(port);
                }

                Config = Config with { ExposedPorts = ports };
                Note($"EXPOSE {Classic.GoText.Plain(shown)}", hasLayer: false);
                return;
            case UserInstruction user:
                Config = Config with { User = user.User };
                Note($"USER {user.User}", hasLayer: false);
                return;
            case VolumeInstruction volume:
                var volumes = (Config.Volumes ?? new Dictionary<string, EmptyObject>()).ToDictionary();
                foreach (var path in volume.Paths) volumes[path] = EmptyObject.Value;
                Config = Config with { Volumes = volumes };
                Note($"VOLUME {Classic.GoText.Plain(volume.Paths)}", hasLayer: false);
                return;
            case StopsignalInstruction stop:
                Engine.Containers.Signals.SignalNames.Parse(stop.Signal);
                Config = Config with { StopSignal = stop.Signal };
                Note($"STOPSIGNAL {stop.Signal}", hasLayer: false);
                return;
            case ShellInstruction shell:
                Config = Config with { Shell = shell.Words };
                Note($"SHELL {Classic.GoText.Plain(shell.Words)}", hasLayer: false);
                return;
        }
    }

    private string Declare(ArgDeclaration declaration)
    {
        var value = conversion.Options.BuildArguments.GetValueOrDefault(declaration.Name) ?? declaration.Default ?? conversion.Globals.GetValueOrDefault(declaration.Name);
        stage.Arguments.Add(new ArgDeclaration(declaration.Name, value));
        return value is null ? declaration.Name : $"{declaration.Name}={value}";
    }

    private static HealthCheck Check(HealthcheckInstruction check) => new()
    {
        Test = check.Command is not { } command ? ["NONE"] : [command.IsShell ? "CMD-SHELL" : "CMD", .. command.Words],
        Interval = check.Interval.Ticks * 100,
        Timeout = check.Timeout.Ticks * 100,
        StartPeriod = check.StartPeriod.Ticks * 100,
        StartInterval = check.StartInterval.Ticks * 100,
        Retries = check.Retries,
    };

    private IReadOnlyList<string> Words(CommandLine command) => command.IsShell ? [.. Config.Shell is { Count: > 0 } shell ? shell : ["/bin/sh", "-c"], .. command.Words] : command.Words;

    /// <summary>ARG's variables, then the environment, which goes before them.</summary>
    private Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in stage.Arguments)
            if (value is not null) variables[name] = value;
        foreach (var entry in Config.Env ?? [])
            if (entry.IndexOf('=', StringComparison.Ordinal) is var at and > 0) variables[entry[..at]] = entry[(at + 1)..];
        return variables;
    }

    private IEnumerable<string> ArgumentEnvironment()
    {
        var own = (Config.Env ?? []).Select(e => e.Split('=')[0]).ToHashSet(StringComparer.Ordinal);
        return stage.Arguments.Where(a => a.Default is not null && !own.Contains(a.Name)).GroupBy(a => a.Name).Select(g => $"{g.Key}={g.Last().Default}");
    }

    private string Noted(IReadOnlyList<string> arguments)
    {
        var variables = Variables();
        var shown = stage.Arguments.Select(a => a.Name).Distinct().Select(name => $"{name}={variables.GetValueOrDefault(name, "")}").ToList();
        return string.Join(' ', shown.Count > 0 ? [$"|{shown.Count}", .. shown, .. arguments] : arguments);
    }

    private void Note(string text, bool hasLayer) => stage.Image.History.Add(new HistoryStep { CreatedBy = text, Comment = HistoryComment, EmptyLayer = !hasLayer });

    private string Shown(string text)
    {
        try
        {
            return conversion.ShownWords.Expand(text, Variables());
        }
        catch (GantryException)
        {
            return text;
        }
    }

    private static string Upper(string text) => text.IndexOf(' ', StringComparison.Ordinal) is var at and > 0 ? text[..at].ToUpperInvariant() + text[at..] : text.ToUpperInvariant();

    private VertexMetadata Describe(string name, Instruction written, bool isTrigger) => new()
    {
        IgnoreCache = conversion.Options.IgnoresCache(stage.Written.From.StageName),
        Description = new Dictionary<string, string> { [VertexMetadata.CustomName] = DockerfileConversion.Prefix(stage) + (isTrigger ? "ONBUILD " : "") + name },
        Locations = isTrigger ? [] : [conversion.Location(written.Lines)],
    };

    private string Place(string path) => PathText.Clean(PathText.Join(Config.WorkingDir ?? "", path));

    private string Destination(string path)
    {
        var whole = PathText.Join(Config.WorkingDir ?? "", path);
        var clean = PathText.Clean(whole);
        return clean != "/" && (path.EndsWith('/') || path is "." || path.EndsWith("/.", StringComparison.Ordinal)) ? clean + "/" : clean;
    }

    private static FileOwner Owner(string text, int input)
    {
        var parts = text.Split(':');
        if (parts.Length > 2) throw new GantryException(ErrorKind.Invalid, $"invalid chown string format: {text}");
        return new FileOwner(Name(parts[0]), Name(parts.Length > 1 ? parts[1] : parts[0]));

        OwnerName Name(string name) => uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new OwnerName(id) : new OwnerName(0, name, input);
    }

    private static ResourceLimit Limit(string text)
    {
        var parts = text.Split('=', ':');
        var soft = long.Parse(parts[1], CultureInfo.InvariantCulture);
        return new ResourceLimit(parts[0], soft, parts.Length > 2 ? long.Parse(parts[2], CultureInfo.InvariantCulture) : soft);
    }

    private static IReadOnlyList<string> With(IReadOnlyList<string>? old, IReadOnlyList<Setting> settings)
    {
        var all = (old ?? []).ToList();
        foreach (var setting in settings)
        {
            var at = all.FindIndex(e => e == setting.Key || e.StartsWith(setting.Key + "=", StringComparison.Ordinal));
            if (at >= 0) all[at] = $"{setting.Key}={setting.Value}";
            else all.Add($"{setting.Key}={setting.Value}");
        }

        return all;
    }

    private static int Input(List<VertexOutput> inputs, VertexOutput? output)
    {
        if (output is null) return Operation.NoInput;
        var at = inputs.FindIndex(i => i.Vertex.Digest == output.Vertex.Digest && i.Index == output.Index);
        if (at >= 0) return at;
        inputs.Add(output);
        return inputs.Count - 1;
    }
}
