using System.Globalization;

using Gantry.Build.Dockerfiles;
using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Linux.Processes;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.Text;
using Gantry.Storage.Images.Changes;

namespace Gantry.Build.Frontend;

internal sealed partial class StageDispatcher
{
    // Arguments to the build itself, which no instruction sees.
    private static readonly string[] Unseen = ["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"];

    private void Workdir(WorkdirInstruction workdir, Instruction written, bool isTrigger)
    {
        var path = PathText.Clean(PathText.Join(Config.WorkingDir ?? "", workdir.Path));
        Config = Config with { WorkingDir = path };
        if (path != "/")
        {
            var description = Describe(Upper(Expanded(written.Text)), written, isTrigger); // the root is there, and is no step
            var inputs = new List<VertexOutput>();
            var below = Input(inputs, stage.State);
            var owner = Config.User is { Length: > 0 } user ? Owner(user, below) : null;
            stage.State = Vertex.Create(new FileOperation([new MakeDirectoryAction { Path = path, Mode = 0x1ED, MakeParents = true, Owner = owner, Input = below, Output = 0, Timestamp = -1 }]), inputs, description).Output();
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
                foreach (var setting in env.Settings) stage.Variables[setting.Key] = setting.Value;
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
                Config = Config with { Entrypoint = Words(entrypoint.Command), Cmd = stage.HasCommand ? Config.Cmd : null };
                Note($"ENTRYPOINT {Classic.GoText.Quoted(Config.Entrypoint)}", hasLayer: false);
                return;
            case HealthcheckInstruction check:
                Config = Config with { Healthcheck = Check(check) };
                Note($"HEALTHCHECK {Classic.GoText.Quoted(Engine.Containers.ConfigConversion.OfImage(Config).Healthcheck!)}", hasLayer: false);
                return;
            case ExposeInstruction expose:
                var texts = expose.Ports.SelectMany(p => conversion.Words.ExpandToWords(p, variables)).ToList();
                var ports = (Config.ExposedPorts ?? new Dictionary<string, EmptyObject>()).ToDictionary();
                var shown = new SortedSet<string>(StringComparer.Ordinal);
                foreach (var port in texts.SelectMany(Ports))
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
                // A number is believed, as any but zero is one somewhere.
                if (!int.TryParse(stop.Signal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || number == 0) SignalNames.Parse(stop.Signal);
                Config = Config with { StopSignal = stop.Signal };
                Note($"STOPSIGNAL {stop.Signal}", hasLayer: false);
                return;
            case ShellInstruction shell:
                Config = Config with { Shell = shell.Words };
                Note($"SHELL {Classic.GoText.Plain(shell.Words)}", hasLayer: false);
                return;
        }
    }

    /// <summary>The ports of one word; faults in BuildKit's words.</summary>
    private static IEnumerable<string> Ports(string text)
    {
        var inside = text[(text.LastIndexOf(':') + 1)..];
        var slash = inside.IndexOf('/', StringComparison.Ordinal);
        if (slash == inside.Length - 1 && slash > 0) inside = inside[..slash];
        else if (slash >= 0 && inside[(slash + 1)..].ToLowerInvariant() is var protocol and not ("tcp" or "udp" or "sctp"))
            throw new GantryException(ErrorKind.Invalid, $"invalid port: {GoQuote.Of(text)}: invalid proto: {protocol}");
        try
        {
            return [.. PortRanges.Expand(inside)];
        }
        catch (GantryException e) when (e.Message.StartsWith("Invalid", StringComparison.Ordinal))
        {
            throw new GantryException(ErrorKind.Invalid, "i" + e.Message[1..], e);
        }
    }

    private string Declare(ArgDeclaration declaration)
    {
        var value = conversion.Options.BuildArguments.GetValueOrDefault(declaration.Name) ?? declaration.Default ?? conversion.Globals.GetValueOrDefault(declaration.Name);
        stage.Arguments.Add(new ArgDeclaration(declaration.Name, value));
        if (value is not null && !Unseen.Contains(declaration.Name)) stage.Variables[declaration.Name] = value;
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
}
