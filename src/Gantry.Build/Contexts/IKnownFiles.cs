using Gantry.Linux.Files;

namespace Gantry.Build.Contexts;

/// <summary>Files whose content is known, so that they need not be read.</summary>
public interface IKnownFiles
{
    /// <summary>What a file's content is known to be.</summary>
    /// <param name="status">The file's status.</param>
    /// <param name="known">The digests of its content and its extended attributes.</param>
    /// <returns>Whether it is known.</returns>
    bool TryFind(in FileStatus status, out KnownContent known);
}
