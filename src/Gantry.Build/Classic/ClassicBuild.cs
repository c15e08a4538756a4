using Gantry.Build.Dockerfiles;
using Gantry.Engine.Containers;
using Gantry.Engine.Images;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Images;

namespace Gantry.Build.Classic;

/// <summary>One build, stage by stage.</summary>
internal sealed class ClassicBuild
{
    private const string NoBase = "scratch";
    private const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private readonly ClassicOptions _options;
    private readonly BuildSource _source;
    private readonly IBuildOutput _output;
    private readonly ShellWords _words;
    private readonly BuildArguments _arguments;
    private readonly BaseImages _bases;
    private readonly FinishedStages _finished = new();
    private readonly StepContainers _containers;
    private readonly MetadataSteps _metadata;
    private readonly RunStep _run;
    private readonly CopyStep _copy;

    public ClassicBuild(IContainers containers, IImages images, ImageStore store, ClassicOptions options, BuildSource source, IBuildOutput output)
    {
        _options = options;
        _source = source;
        _output = output;
        _words = new ShellWords(source.Dockerfile.EscapeCharacter);
        _arguments = new BuildArguments(options.BuildArguments);
        _bases = new BaseImages(images, options, output);
        var cache = new StepCache(store, options, output);
        _containers = new StepContainers(containers, options, output);
        _metadata = new MetadataSteps(_containers, cache, _arguments, _words, output);
        _run = new RunStep(_containers, cache, _arguments);
        _copy = new CopyStep(store, source.Files, _bases, _finished, cache, options, output);
    }

    public async Task<string> RunAsync(IReadOnlyList<Stage> stages, CancellationToken cancellation)
    {
        var globals = _source.Dockerfile.GlobalArguments;
        var total = globals.Count + stages.Count + stages.Sum(s => s.Instructions.Count);
        var number = 0;
        foreach (var global in globals)
        {
            Announce(++number, total, global);
            foreach (var declaration in ((ArgInstruction)global.Expand(w => _words.Expand(w, _arguments.Declared))).Declarations)
                _arguments.DeclareGlobal(declaration.Name, declaration.Default);
        }

        var stage = new StageState();
        foreach (var next in stages)
        {
            _finished.CheckFree(next.From.StageName);
            _arguments.BeginStage();
            Announce(++number, total, next.From);
            stage = await BeginAsync(next.From, cancellation);
            _output.Out($" ---> {ClassicBuilder.Short(stage.ImageId)}\n");
            foreach (var instruction in next.Instructions)
            {
                if (cancellation.IsCancellationRequested)
                {
                    _output.Out("Build cancelled\n");
                    throw new OperationCanceledException("Build cancelled", cancellation);
                }

                Announce(++number, total, instruction);
                await DispatchAsync(stage, instruction, cancellation);
                _output.Out($" ---> {ClassicBuilder.Short(stage.ImageId)}\n");
            }

            if (stage.ImageId.Length > 0) _output.Image(stage.ImageId);
            _finished.Add(next.From.StageName, stage);
        }

        if (_arguments.Unused is { Count: > 0 } unused) _output.Out($"[Warning] One or more build-args {GoText.Plain(unused)} were not consumed\n");
        return stage.ImageId.Length > 0 ? stage.ImageId : throw new GantryException(ErrorKind.Internal, "No image was generated. Is your Dockerfile empty?");
    }

    private void Announce(int number, int total, Instruction instruction)
    {
        _output.Out($"Step {number}/{total} : {instruction.Text}");
        _output.Out("\n");
    }

    private async Task<StageState> BeginAsync(FromInstruction from, CancellationToken cancellation)
    {
        var platform = from.Platform is null ? null : PlatformText.Parse(_words.Expand(from.Platform, _arguments.Global)).ToString();
        var name = _words.Expand(from.Base, _arguments.Global);
        if (name.Length == 0) throw new GantryException(ErrorKind.Internal, $"base name ({from.Base}) should not be blank");
        var stage = new StageState();
        if (_finished.ByName(name) is { } earlier)
        {
            stage.ImageId = earlier.ImageId;
            stage.Config = earlier.Config;
        }
        else if (name != NoBase)
        {
            var image = await _bases.FindAsync(name, platform, cancellation);
            stage.ImageId = image.Id.Value;
            stage.Config = ConfigConversion.OfImage(image.Config.Config ?? new ExecutionConfig());
        }

        if (!stage.Environment.ContainsKey("PATH")) stage.Config = stage.Config with { Env = [.. stage.Config.Env ?? [], DefaultPath] };
        if (stage.Config.OnBuild is { Count: > 0 } triggers)
        {
            stage.Config = stage.Config with { OnBuild = null };
            _output.Out($"# Executing {triggers.Count} build trigger{(triggers.Count > 1 ? "s" : "")}\n");
            foreach (var trigger in triggers) await DispatchAsync(stage, Dockerfile.ParseInstruction(trigger), cancellation);
        }

        return stage;
    }

    private async Task DispatchAsync(StageState stage, Instruction instruction, CancellationToken cancellation)
    {
        var isDone = false;
        try
        {
            var variables = Variables(stage);
            instruction = instruction is LabelInstruction { IsLiteral: true } ? instruction : instruction.Expand(w => _words.Expand(w, variables));
            await (instruction switch
            {
                RunInstruction run => _run.RunAsync(stage, run, cancellation),
                CopyInstruction copy => _copy.RunAsync(stage, copy, cancellation),
                _ => _metadata.RunAsync(stage, instruction, variables, cancellation),
            });
            isDone = true;
        }
        finally
        {
            if (_options.ForceRemove || (_options.Remove && isDone)) await _containers.RemoveAllAsync();
        }
    }

    /// <summary>The environment goes before variables of ARG.</summary>
    private Dictionary<string, string> Variables(StageState stage)
    {
        var variables = new Dictionary<string, string>(_arguments.Declared, StringComparer.Ordinal);
        foreach (var (name, value) in stage.Environment) variables[name] = value;
        return variables;
    }
}
