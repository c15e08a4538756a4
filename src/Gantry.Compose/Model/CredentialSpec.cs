using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>The credential specification of a managed service account.</summary>
public sealed record CredentialSpec
{
    /// <summary>The config with it.</summary>
    public string? Config { get; init; }

    /// <summary>The file with it.</summary>
    public string? File { get; init; }

    /// <summary>The registry value with it.</summary>
    public string? Registry { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
