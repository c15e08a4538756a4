namespace Gantry.Compose.Observed;

/// <summary>An image of the engine.</summary>
/// <param name="Id">Its id: the digest of its configuration.</param>
public sealed record ObservedImage(string Id)
{
    /// <summary>Where the image asks for volumes.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Operating system and architecture, <c>linux/amd64</c>, with the variant if there is one.</summary>
    public string Platform { get; init; } = "";

    /// <summary>When it got a name last, as far as the engine knows.</summary>
    public DateTimeOffset? Tagged { get; init; }
}
