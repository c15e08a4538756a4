using Gantry.Build.Graph;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.Solver;

/// <summary>A build failed where the user's own text is at fault or a step of it failed. Clients show the text with the place.</summary>
/// <param name="message">The sentence, for example <c>process "/bin/sh -c exit 3" did not complete successfully: exit code: 3</c>.</param>
/// <param name="cause">What failed underneath.</param>
public class BuildException(string message, Exception? cause = null)
    : GantryException(cause is GantryException known ? known.Kind : ErrorKind.Internal, message, cause)
{
    /// <summary>The step that failed; null: none did, the text is at fault.</summary>
    public Vertex? Vertex { get; init; }

    /// <summary>The place in the text; empty: that of the step.</summary>
    public IReadOnlyList<SourceLocation> Locations { get => field.Count > 0 ? field : Vertex?.Metadata.Locations ?? []; init; } = [];

    /// <summary>The exit code of a program that failed; null: it was none, or a signal ended it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The number of the change that failed in a step that changes files; null for others.</summary>
    public int? FileAction { get; init; }
}

/// <summary>A frontend was asked for something it does not know of, for example a subrequest.</summary>
/// <param name="name">What.</param>
public sealed class UnsupportedSubrequestException(string name) : GantryException(ErrorKind.NotImplemented, $"unsupported request {name}")
{
    /// <summary>What was asked for.</summary>
    public string Name { get; } = name;
}

/// <summary>Where progress of a step belongs.</summary>
/// <param name="Digest">The vertex.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Inputs">The steps before it.</param>
/// <param name="Group">Its heading; null: none.</param>
public sealed record ProgressVertex(Digest Digest, string Name, IReadOnlyList<Digest> Inputs, ProgressGroup? Group)
{
    /// <summary>That of a vertex of the graph.</summary>
    /// <param name="vertex">The vertex.</param>
    public static ProgressVertex Of(Vertex vertex) =>
        new(vertex.Digest, vertex.Name, [.. vertex.Inputs.Select(i => i.Vertex.Digest).Distinct()], vertex.Metadata.ProgressGroup);

    /// <summary>A step that is in no graph, for example "[internal] load build definition" or "exporting to image".</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="unique">What tells it from others of that name: in most cases a new id.</param>
    public static ProgressVertex Internal(string name, string unique) =>
        new(Digest.Of(System.Text.Encoding.UTF8.GetBytes($"{name}\n{unique}")), name, [], null);
}
