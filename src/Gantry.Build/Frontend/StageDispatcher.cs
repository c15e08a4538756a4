using Gantry.Build.Dockerfiles;
using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.Frontend;

/// <summary>Turns a stage's instructions into vertices and the configuration of its image.</summary>
internal sealed partial class StageDispatcher(DockerfileConversion conversion, BuildStage stage)
{
    private const string HistoryComment = "buildkit.dockerfile.v0";

    private ExecutionConfig Config
    {
        get => stage.Image.Config;
        set => stage.Image.Config = value;
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var entry in Config.Env ?? [])
            if (entry.IndexOf('=', StringComparison.Ordinal) is var at and > 0) stage.Variables[entry[..at]] = entry[(at + 1)..];
        stage.Total += (stage.Base is null && stage.State is not null ? 1 : 0) + stage.Triggers + stage.Instructions.Skip(stage.Triggers).Count(i => i is RunInstruction or CopyInstruction or WorkdirInstruction);
        for (var index = 0; index < stage.Instructions.Count; index++)
        {
            var instruction = stage.Instructions[index];
            try
            {
                await DispatchAsync(instruction, index < stage.Triggers, cancellation);
            }
            catch (GantryException e) when (e is not Solver.BuildException)
            {
                throw conversion.At(instruction, e);
            }
        }
    }

    private async Task DispatchAsync(Instruction written, bool isTrigger, CancellationToken cancellation)
    {
        var variables = stage.Variables;
        var plain = written is ArgInstruction argument ? argument with { HasLiteralNames = true } : written;
        var instruction = plain.Expand(w => conversion.Words.Expand(w, variables), w => ShellWords.ForContent.Expand(w, variables));
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

    private string Noted(IReadOnlyList<string> arguments)
    {
        var shown = stage.Arguments.GroupBy(a => a.Name).Select(g => $"{g.Key}={stage.Variables.GetValueOrDefault(g.Key) ?? g.Last().Default}").ToList();
        return string.Join(' ', shown.Count > 0 ? [$"|{shown.Count}", .. shown, .. arguments] : arguments);
    }

    private void Note(string text, bool hasLayer) => stage.Image.History.Add(new HistoryStep { CreatedBy = text, Comment = HistoryComment, EmptyLayer = !hasLayer });

    /// <summary>A command as progress shows it: quotes and what nobody knows stay, as the shell is to see them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="secrets">Variables that nobody is to read.</param>
    private string Shown(string text, IReadOnlyList<string> secrets)
    {
        var variables = secrets.Count == 0 ? stage.Variables : new Dictionary<string, string>(stage.Variables, StringComparer.Ordinal);
        foreach (var secret in secrets) variables[secret] = "****";
        return Expand(conversion.ShownWords, text, variables);
    }

    /// <summary>Any other instruction as progress shows it.</summary>
    private string Expanded(string text) => Expand(conversion.Words, text, stage.Variables);

    private static string Expand(ShellWords words, string text, IReadOnlyDictionary<string, string> variables)
    {
        try
        {
            return words.Expand(text, variables);
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
        Locations = [conversion.Location(written.Lines)],
    };

    private string Place(string path) => PathText.Clean(PathText.Join(Config.WorkingDir ?? "", path));

    private static int Input(List<VertexOutput> inputs, VertexOutput? output)
    {
        if (output is null) return Operation.NoInput;
        var at = inputs.FindIndex(i => i.Vertex.Digest == output.Vertex.Digest && i.Index == output.Index);
        if (at >= 0) return at;
        inputs.Add(output);
        return inputs.Count - 1;
    }
}
