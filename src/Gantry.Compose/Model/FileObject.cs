using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>A secret or a config of the project.</summary>
public sealed record FileObject
{
    /// <summary>The name for the engine.</summary>
    public string Name { get; init; } = "";

    /// <summary>The host's file it comes from.</summary>
    public string? File { get; init; }

    /// <summary>The variable it comes from.</summary>
    public string? Environment { get; init; }

    /// <summary>What it holds, where that is known.</summary>
    public string? Content { get; init; }

    /// <summary>Whether others made it.</summary>
    public bool External { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = None.Text;

    /// <summary>Its driver.</summary>
    public string? Driver { get; init; }

    /// <summary>Options for the driver.</summary>
    public IReadOnlyDictionary<string, string> DriverOptions { get; init; } = None.Text;

    /// <summary>The driver of templates in it.</summary>
    public string? TemplateDriver { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
