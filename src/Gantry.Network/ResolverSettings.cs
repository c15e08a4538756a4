namespace Gantry.Network;

/// <summary>How a container's embedded name service answers what no network of the container knows.</summary>
public sealed record ResolverSettings
{
    /// <summary>Who is asked, in order.</summary>
    public IReadOnlyList<NameServer> Servers { get; init; } = [];

    /// <summary>
    /// Whether names without a dot stay here, because the container's resolver completes them with search domains: an <c>ndots</c> option was given.
    /// </summary>
    public bool KeepsPlainNames { get; init; }
}
