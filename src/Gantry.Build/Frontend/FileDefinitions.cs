using System.Text.Json;

using Gantry.Build.Dockerfiles.Descriptions;
using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Llb;
using Gantry.Build.Solver.Steps;
using Gantry.Oci.Images;

namespace Gantry.Build.Frontend;

/// <summary>The graphs that Dockerfiles come from, as answers about them tell.</summary>
internal static class FileDefinitions
{
    // What BuildKit says of every graph's last step.
    private static readonly string[] LastCapabilities = ["constraints", "meta.description", "platform"];

    /// <summary>The source that brings files of a client's directory.</summary>
    /// <param name="directory">What the client calls the directory.</param>
    /// <param name="session">The client's.</param>
    /// <param name="files">The files.</param>
    /// <param name="shown">What progress calls it.</param>
    public static BuildDefinition Local(string directory, string session, string[] files, string shown)
    {
        var attributes = new Dictionary<string, string>
        {
            [SourceAttributes.Differ] = "none",
            [SourceAttributes.FollowPaths] = JsonSerializer.Serialize(files, SourceJson.Default.StringArray),
            [SourceAttributes.LocalSession] = session,
            [SourceAttributes.SharedKeyHint] = directory,
        };
        var metadata = new VertexMetadata
        {
            Description = new Dictionary<string, string> { [VertexMetadata.CustomName] = shown },
            Capabilities = ["source.local", "source.local.followpaths", "source.local.sessionid", "source.local.sharedkeyhint"],
        };
        return new BuildDefinition(Vertex.Create(new SourceOperation($"local://{directory}", attributes), [], metadata).Output());
    }

    /// <summary>A graph as answers write it.</summary>
    public static LintDefinition Describe(BuildDefinition definition)
    {
        var wire = DefinitionEncoder.Encode(definition);
        var steps = wire.Metadata.ToDictionary(m => m.Key, m => Step(m.Value.Description, m.Value.Caps));
        if (wire.Def.Count > 0) steps[Digest.Of(wire.Def[^1].Span).Value] = Step([], LastCapabilities.ToDictionary(c => c, _ => true));
        return new LintDefinition(
            [.. wire.Def.Select(d => d.ToByteArray())],
            new SortedDictionary<string, LintStep>(steps, StringComparer.Ordinal),
            new LintSources(wire.Metadata.Keys.ToDictionary(digest => digest, _ => new LintPlaces())));
    }

    private static LintStep Step(IEnumerable<KeyValuePair<string, string>> description, IEnumerable<KeyValuePair<string, bool>> capabilities)
    {
        var (texts, needs) = (new SortedDictionary<string, string>(description.ToDictionary(), StringComparer.Ordinal), new SortedDictionary<string, bool>(capabilities.ToDictionary(), StringComparer.Ordinal));
        return new LintStep(texts.Count == 0 ? null : texts, needs.Count == 0 ? null : needs);
    }
}
