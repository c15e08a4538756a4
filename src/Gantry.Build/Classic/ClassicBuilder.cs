using Gantry.Build.Dockerfiles;
using Gantry.Engine.Containers;
using Gantry.Engine.Images;
using Gantry.Oci.Errors;
using Gantry.Oci.References;
using Gantry.Oci.Text;
using Gantry.Storage.Images;

namespace Gantry.Build.Classic;

/// <summary>Docker's classic builder: one instruction after the other, each in a container of its own, each leaving an image.</summary>
/// <param name="containers">Runs the steps.</param>
/// <param name="images">Finds and pulls base images.</param>
/// <param name="store">Keeps what the steps make.</param>
/// <param name="directory">Where contexts are unpacked; emptied here.</param>
public sealed class ClassicBuilder(IContainers containers, IImages images, ImageStore store, string directory)
{
    /// <summary>Builds.</summary>
    /// <param name="options">What is asked.</param>
    /// <param name="archive">The context as an archive, where it comes with the request.</param>
    /// <param name="output">Who listens.</param>
    /// <param name="cancellation">Gives up; a step that runs is killed.</param>
    /// <returns>The image's id.</returns>
    /// <exception cref="GantryException">In Docker's words.</exception>
    /// <exception cref="StepFailedException">A command did not end well.</exception>
    public async Task<string> BuildAsync(ClassicOptions options, Stream archive, IBuildOutput output, CancellationToken cancellation)
    {
        var names = NamesOf(options.Tags);
        using var source = await BuildSource.OpenAsync(options, archive, directory, cancellation);
        var stages = StagesOf(source.Dockerfile, options);
        foreach (var finding in source.Dockerfile.Findings.Where(f => f.Rule == "NoEmptyContinuation")) output.Error($"[WARNING]: {finding.Description}\n");
        var id = await new ClassicBuild(containers, images, store, options, source, output).RunAsync(stages, cancellation);
        output.Out($"Successfully built {Short(id)}\n");
        foreach (var name in names)
        {
            images.Tag(id, name.Familiar);
            output.Out($"Successfully tagged {name.Familiar}\n");
        }

        return id;
    }

    internal static string Short(string id) => (id.StartsWith("sha256:", StringComparison.Ordinal) ? id[7..] : id) is var hex && hex.Length > 12 ? hex[..12] : hex;

    private static List<Reference> NamesOf(IReadOnlyList<string> tags)
    {
        var names = new List<Reference>();
        foreach (var tag in tags.Where(t => t.Length > 0))
        {
            var name = Reference.Parse(tag);
            if (!name.Digest.IsEmpty) throw new GantryException(ErrorKind.Internal, "build tag cannot contain a digest");
            name = name.WithDefaultTag();
            if (!names.Contains(name)) names.Add(name);
        }

        return names;
    }

    /// <summary>The stages up to the target, with the labels the client gave at the end of the last.</summary>
    private static IReadOnlyList<Stage> StagesOf(Dockerfile dockerfile, ClassicOptions options)
    {
        var stages = dockerfile.Stages.ToList();
        if (options.Target.Length > 0)
        {
            var index = stages.FindIndex(s => string.Equals(s.From.StageName, options.Target, StringComparison.OrdinalIgnoreCase));
            if (index < 0 && int.TryParse(options.Target, out var number) && number >= 0 && number < stages.Count) index = number;
            if (index < 0) throw new GantryException(ErrorKind.Invalid, $"target stage {GoQuote.Of(options.Target)} could not be found");
            stages = stages[..(index + 1)];
        }

        var labels = options.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => new LabelInstruction([new Setting(l.Key, l.Value)])
        {
            WrittenKeyword = "LABEL",
            Text = $"LABEL {l.Key}={l.Value}",
            Lines = default,
            IsLiteral = true,
        });
        stages[^1] = stages[^1] with { Instructions = [.. stages[^1].Instructions, .. labels] };
        return stages;
    }
}
