namespace Gantry.Compose.Publishing;

/// <summary>What a published file is for.</summary>
public enum PublishedKind
{
    /// <summary>One of the project's files.</summary>
    Compose,

    /// <summary>A file that another extends a service of.</summary>
    Extended,

    /// <summary>A file of environment variables.</summary>
    Environment,
}

/// <summary>A file as it is published.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Name">What it is called where it is unpacked.</param>
/// <param name="Content">Its bytes.</param>
public sealed record PublishedFile(PublishedKind Kind, string Name, byte[] Content);
