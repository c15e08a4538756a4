namespace Gantry.Build.Graph;

/// <summary>What accompanies a vertex and says nothing about its result: it is no part of the digest.</summary>
public sealed record VertexMetadata
{
    /// <summary>The description that replaces the name in progress.</summary>
    public const string CustomName = "llb.customname";

    /// <summary>Nothing.</summary>
    public static readonly VertexMetadata None = new();

    /// <summary>Whether a cached result must not be used.</summary>
    public bool IgnoreCache { get; init; }

    /// <summary>Free texts, <see cref="CustomName"/> among them.</summary>
    public IReadOnlyDictionary<string, string> Description { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the result goes into an exported cache; null: the exporter decides.</summary>
    public bool? ExportCache { get; init; }

    /// <summary>What a solver must be able to do for it.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>The heading it is shown under; null: none.</summary>
    public ProgressGroup? ProgressGroup { get; init; }

    /// <summary>Where it stands in the source it came from.</summary>
    public IReadOnlyList<SourceLocation> Locations { get; init; } = [];
}

/// <summary>Steps that progress shows as one.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Name">The heading.</param>
/// <param name="Weak">Whether a vertex that is also in another group belongs to that one.</param>
public sealed record ProgressGroup(string Id, string Name, bool Weak);

/// <summary>A text that vertices came from.</summary>
/// <param name="Name">Its file name.</param>
/// <param name="Content">The whole text.</param>
/// <param name="Language">For example "Dockerfile".</param>
public sealed record SourceText(string Name, ReadOnlyMemory<byte> Content, string Language)
{
    /// <summary>Where the text itself comes from; null: unknown.</summary>
    public BuildDefinition? Definition { get; init; }
}

/// <summary>Parts of a text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Ranges">The parts.</param>
public sealed record SourceLocation(SourceText Text, IReadOnlyList<SourceRange> Ranges);

/// <summary>From one place of a text to another, lines counted from 1, characters from 0; both ends are part of it.</summary>
/// <param name="StartLine">The first line.</param>
/// <param name="StartCharacter">Where in it.</param>
/// <param name="EndLine">The last line.</param>
/// <param name="EndCharacter">Where in it.</param>
public readonly record struct SourceRange(int StartLine, int StartCharacter, int EndLine, int EndCharacter);

/// <summary>A whole graph, by the result that is asked of it.</summary>
/// <param name="Root">The result; null: an empty file system.</param>
public sealed record BuildDefinition(VertexOutput? Root);
