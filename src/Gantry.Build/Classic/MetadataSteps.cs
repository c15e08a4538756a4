using Gantry.Build.Dockerfiles;
using Gantry.Engine.Containers;
using Gantry.Linux.Processes;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Images.Changes;

namespace Gantry.Build.Classic;

/// <summary>The instructions that change only the configuration, and WORKDIR.</summary>
internal sealed class MetadataSteps(StepContainers containers, StepCache cache, BuildArguments arguments, ShellWords words, IBuildOutput output)
{
    public async Task RunAsync(StageState stage, Instruction instruction, IReadOnlyDictionary<string, string> variables, CancellationToken cancellation)
    {
        if (instruction is WorkdirInstruction workdir)
        {
            await WorkdirAsync(stage, workdir, cancellation);
            return;
        }

        var hadCommand = instruction is CmdInstruction { Command.Words.Count: > 0 };
        var note = Apply(stage, instruction, variables);
        var containerConfig = stage.WithNote(note);
        if (!cache.Take(stage, containerConfig))
        {
            var id = await containers.CreateAsync(containerConfig, cancellation);
            await containers.CommitAsync(stage, id, containerConfig, cancellation);
        }

        if (hadCommand) stage.HasCommand = true;
    }

    private async Task WorkdirAsync(StageState stage, WorkdirInstruction workdir, CancellationToken cancellation)
    {
        if (workdir.Path.Length == 0) throw new GantryException(ErrorKind.Internal, "cannot normalize nothing");
        stage.Config = stage.Config with { WorkingDir = PathText.Clean(PathText.Join(stage.Config.WorkingDir, workdir.Path)) };
        var containerConfig = stage.WithJoinedNote($"WORKDIR {stage.Config.WorkingDir}");
        if (cache.Take(stage, containerConfig)) return;
        var id = await containers.CreateAsync(containerConfig, cancellation);
        await containers.MakeDirectoryAsync(id, stage.Config.WorkingDir, cancellation);
        await containers.CommitAsync(stage, id, containerConfig, cancellation);
    }

    /// <summary>Changes the configuration and says what the history notes.</summary>
    private string Apply(StageState stage, Instruction instruction, IReadOnlyDictionary<string, string> variables)
    {
        var config = stage.Config;
        switch (instruction)
        {
            case EnvInstruction env:
                stage.Config = config with { Env = Environment(config.Env, env.Settings) };
                return $"ENV{Pairs(env.Settings)}";
            case LabelInstruction label:
                var labels = new SortedDictionary<string, string>(config.Labels ?? [], StringComparer.Ordinal);
                foreach (var (key, value) in label.Settings) labels[key] = value;
                stage.Config = config with { Labels = labels };
                return $"LABEL{Pairs(label.Settings)}";
            case MaintainerInstruction maintainer:
                stage.Author = maintainer.Name;
                return $"MAINTAINER {maintainer.Name}";
            case OnbuildInstruction onbuild:
                stage.Config = config with { OnBuild = [.. config.OnBuild ?? [], onbuild.Trigger] };
                return $"ONBUILD {onbuild.Trigger}";
            case CmdInstruction cmd:
                stage.Config = config with { Cmd = Command(stage, cmd.Command) };
                return $"CMD {GoText.Quoted(stage.Config.Cmd)}";
            case EntrypointInstruction entrypoint:
                stage.Config = config with { Entrypoint = Command(stage, entrypoint.Command), Cmd = stage.HasCommand ? config.Cmd : null };
                return $"ENTRYPOINT {GoText.Quoted(stage.Config.Entrypoint)}";
            case HealthcheckInstruction check:
                return Healthcheck(stage, check);
            case ExposeInstruction expose:
                return Expose(stage, expose, variables);
            case UserInstruction user:
                stage.Config = config with { User = user.User };
                return $"USER {user.User}";
            case VolumeInstruction volume:
                if (volume.Paths.Contains("")) throw new GantryException(ErrorKind.Internal, "VOLUME specified can not be an empty string");
                var volumes = new SortedDictionary<string, EmptyObject>(config.Volumes ?? [], StringComparer.Ordinal);
                foreach (var path in volume.Paths) volumes[path] = EmptyObject.Value;
                stage.Config = config with { Volumes = volumes };
                return $"VOLUME {GoText.Plain(volume.Paths)}";
            case StopsignalInstruction stop:
                SignalNames.Parse(stop.Signal);
                stage.Config = config with { StopSignal = stop.Signal };
                return $"STOPSIGNAL {stop.Signal}";
            case ArgInstruction arg:
                foreach (var (name, value) in arg.Declarations) arguments.Declare(name, value);
                return $"ARG {string.Join(' ', arg.Declarations.Select(d => d.Default is null ? d.Name : $"{d.Name}={d.Default}"))}";
            case ShellInstruction shell:
                stage.Config = config with { Shell = shell.Words };
                return $"SHELL {GoText.Plain(shell.Words)}";
            default:
                throw new GantryException(ErrorKind.Internal, $"unsupported instruction {instruction.Keyword}");
        }
    }

    private string Healthcheck(StageState stage, HealthcheckInstruction instruction)
    {
        if (stage.Config.Healthcheck?.Test is { Count: > 0 } old && old[0] != "NONE")
            output.Out($"Note: overriding previous HEALTHCHECK: {GoText.Plain(old)}\n");
        var check = new HealthConfig
        {
            Test = instruction.Command is not { } command ? ["NONE"] : [command.IsShell ? "CMD-SHELL" : "CMD", .. command.Words],
            Interval = Nanoseconds(instruction.Interval),
            Timeout = Nanoseconds(instruction.Timeout),
            StartPeriod = Nanoseconds(instruction.StartPeriod),
            StartInterval = Nanoseconds(instruction.StartInterval),
            Retries = instruction.Retries,
        };
        stage.Config = stage.Config with { Healthcheck = check };
        return $"HEALTHCHECK {GoText.Plain(check)}";
    }

    private string Expose(StageState stage, ExposeInstruction expose, IReadOnlyDictionary<string, string> variables)
    {
        var texts = expose.Ports.SelectMany(p => words.ExpandToWords(p, variables)).ToList();
        var ports = new SortedDictionary<string, EmptyObject>(stage.Config.ExposedPorts ?? [], StringComparer.Ordinal);
        // "80:8080" was meant for run; the container's side counts.
        foreach (var port in texts.SelectMany(t => PortRanges.Expand(t[(t.LastIndexOf(':') + 1)..]))) ports[port] = EmptyObject.Value;
        stage.Config = stage.Config with { ExposedPorts = ports };
        return $"EXPOSE {string.Join(' ', texts)}";
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * 100;

    private static string Pairs(IEnumerable<Setting> settings) => string.Concat(settings.Select(s => $" {s.Key}={s.Value}"));

    private static IReadOnlyList<string> Command(StageState stage, CommandLine command) => command.IsShell ? [.. stage.Shell, .. command.Words] : command.Words;

    /// <summary>A variable that is there keeps its place.</summary>
    private static List<string> Environment(IReadOnlyList<string>? old, IReadOnlyList<Setting> settings)
    {
        var all = (old ?? []).ToList();
        foreach (var (key, value) in settings)
        {
            var at = all.FindIndex(e => e == key || e.StartsWith(key + "=", StringComparison.Ordinal));
            if (at >= 0) all[at] = $"{key}={value}";
            else all.Add($"{key}={value}");
        }

        return all;
    }
}
