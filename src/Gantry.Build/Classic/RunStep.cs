using Gantry.Build.Dockerfiles;
using Gantry.Engine.Containers;
using Gantry.Oci.Errors;

namespace Gantry.Build.Classic;

/// <summary>RUN.</summary>
internal sealed class RunStep(StepContainers containers, StepCache cache, BuildArguments arguments)
{
    public async Task RunAsync(StageState stage, RunInstruction run, CancellationToken cancellation)
    {
        if (FirstFlag(run) is { } flag)
        {
            throw new GantryException(
                ErrorKind.Internal,
                $"the --{flag} option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled");
        }

        IReadOnlyList<string> command = run.Command.IsShell ? [.. stage.Shell, .. run.Command.Words] : run.Command.Words;
        var environment = stage.Environment;
        var variables = arguments.Declared.Where(a => !environment.ContainsKey(a.Key)).ToList();
        var probe = stage.With(variables.Count > 0 ? Noted(variables, command) : command) with { Entrypoint = command.Count > 0 ? null : stage.Config.Entrypoint };
        if (cache.Take(stage, probe)) return;
        var config = stage.With(command) with
        {
            Env = [.. stage.Config.Env ?? [], .. variables.Select(v => $"{v.Key}={v.Value}")],
            Entrypoint = command.Count > 0 ? [""] : stage.Config.Entrypoint,
            Healthcheck = new HealthConfig { Test = ["NONE"] },
        };
        var id = await containers.CreateAsync(config, cancellation);
        var ended = await containers.RunAsync(id, cancellation);
        if (ended.ExitCode != 0)
        {
            var message = $"The command '{string.Join(' ', command)}' returned a non-zero code: {ended.ExitCode}";
            throw new StepFailedException(string.IsNullOrEmpty(ended.Error) ? message : $"{message}: {ended.Error}", ended.ExitCode);
        }

        await containers.CommitAsync(stage, id, probe, cancellation);
    }

    private static string? FirstFlag(RunInstruction run) => run.MountTexts.Count > 0 ? "mount" : run.Network is not null ? "network" : run.Security is not null ? "security" : null;

    /// <summary>The command with the variables it was run with, marked so that no command can be taken for it.</summary>
    private IReadOnlyList<string> Noted(List<KeyValuePair<string, string>> variables, IReadOnlyList<string> command)
    {
        var shown = variables.Where(v => arguments.IsShown(v.Key)).Select(v => $"{v.Key}={v.Value}").Order(StringComparer.Ordinal).ToList();
        return [$"|{shown.Count}", .. shown, .. command];
    }
}
