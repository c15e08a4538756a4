namespace Gantry.Cli.Bootstrap;

/// <summary>A way to make a root file system from Debian's archive.</summary>
internal interface IRootSource
{
    /// <summary>What the image's configuration says, as Dockerfile instructions.</summary>
    IReadOnlyList<string> Changes { get; }

    /// <summary>Where the packages come from, in words.</summary>
    string Origin { get; }

    /// <summary>Makes the file system.</summary>
    /// <returns>Its root, inside <paramref name="scratch"/>.</returns>
    Task<string> MakeAsync(ScratchDirectory scratch, Action<Step> report, CancellationToken cancellation);
}
