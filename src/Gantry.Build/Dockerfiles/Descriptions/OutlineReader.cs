using System.Globalization;
using System.Text;

using Gantry.Build.Dockerfiles.Checking;
using Gantry.Oci.Text;

namespace Gantry.Build.Dockerfiles.Descriptions;

/// <summary>Finds out what a target takes: it follows its instructions, and those of all stages it needs.</summary>
/// <param name="file">The file, read.</param>
/// <param name="text">Its text.</param>
/// <param name="context">The build; of it, arguments and the environments of base images are needed.</param>
public sealed class OutlineReader(Dockerfile file, string text, CheckContext context)
{
    private readonly ShellWords _words = new(file.EscapeCharacter);
    private readonly List<StageOutline> _stages = [];

    /// <summary>The outline of a stage.</summary>
    /// <param name="target">Its name; null: the last.</param>
    /// <exception cref="DockerfileException">There is no such stage, or an instruction can't be carried out.</exception>
    public Outline Read(string? target = null)
    {
        var globals = GlobalArguments.Of(file, context, context.BuildArguments);
        foreach (var (i, stage) in file.Stages.Index()) _stages.Add(Read(i, stage, globals));
        var found = target is null ? _stages[^1] : Named(target) ?? throw new DockerfileException($"target stage {GoQuote.Of(target)} could not be found");
        var needed = new List<StageOutline>();
        Collect(found, needed);
        var from = found.From;
        return new Outline
        {
            Name = from.StageName,
            Description = DescriptionComment.Find(from, from.StageName),
            Args = Sorted(needed.SelectMany(s => s.UsedArguments).DistinctBy(a => a.Name), a => a.Location),
            Secrets = Sorted(needed.SelectMany(s => s.Secrets).DistinctBy(m => m.Name), m => m.Location),
            Ssh = Sorted(needed.SelectMany(s => s.Agents).DistinctBy(m => m.Name), m => m.Location),
            Sources = [Encoding.UTF8.GetBytes(text)],
        };
    }

    private StageOutline Read(int number, Stage stage, GlobalArguments globals)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var name = _words.Expand(stage.From.Base, globals.Values, known: used);
        if (stage.From.Platform is not null) _words.Expand(stage.From.Platform, globals.Values, known: used);
        var stageBase = Named(name);
        var outline = new StageOutline(stage.From, stageBase, new StageVariables(
            stageBase?.Variables, context.Bases.GetValueOrDefault(number)?.Environment, context.BuildArguments, globals.Values));
        foreach (var arg in file.GlobalArguments)
            foreach (var declaration in arg.Declarations)
                outline.Declare(Argument(arg, declaration, globals.Values.GetValueOrDefault(declaration.Name)), globals.Declared[declaration.Name]);
        foreach (var variable in used) outline.Use(variable);
        foreach (var instruction in stage.Instructions) Follow(outline, instruction);
        return outline;
    }

    private void Follow(StageOutline outline, Instruction written)
    {
        if (written is ArgInstruction arg)
        {
            foreach (var declaration in arg.Declarations)
            {
                var (value, isGlobal) = outline.Variables.Declare(declaration, w => _words.Expand(w, outline.Variables.Values));
                if (!isGlobal) outline.Declare(Argument(arg, declaration, value), new HashSet<string>());
                outline.Use(declaration.Name);
            }

            return;
        }

        var instruction = written.Expand(w => _words.Expand(w, outline.Variables.Values), w => ShellWords.ForContent.Expand(w, outline.Variables.Values));
        switch (instruction)
        {
            case EnvInstruction env:
                foreach (var setting in env.Settings) outline.Variables.Set(setting.Key, setting.Value);
                break;
            case CopyInstruction { From: { } from }:
                outline.Need(Named(from) ?? Numbered(from));
                break;
            case RunInstruction run:
                foreach (var mount in run.Mounts)
                {
                    if (mount.From is not null) outline.Need(Named(mount.From));
                    outline.Take(mount, run.Lines);
                }

                break;
        }
    }

    private StageOutline? Named(string name) => _stages.FindLast(s => s.From.StageName?.Equals(name, StringComparison.OrdinalIgnoreCase) == true);

    private StageOutline? Numbered(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < _stages.Count ? _stages[number] : null;

    private static OutlineArgument Argument(ArgInstruction arg, ArgDeclaration declaration, string? value) =>
        new(declaration.Name, DescriptionComment.Find(arg, declaration.Name), string.IsNullOrEmpty(value) ? null : value, SourceLocation.Of(arg.Lines));

    private static void Collect(StageOutline stage, List<StageOutline> needed)
    {
        if (needed.Contains(stage)) return;
        needed.Add(stage);
        foreach (var other in stage.Needs) Collect(other, needed);
    }

    private static IReadOnlyList<T>? Sorted<T>(IEnumerable<T> items, Func<T, SourceLocation> location) =>
        items.OrderBy(i => location(i).Lines.First).ToList() is { Count: > 0 } list ? list : null;
}
