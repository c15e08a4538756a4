using System.Security.Cryptography;
using System.Text;

using Gantry.Build.Contexts;
using Gantry.Build.Dockerfiles;
using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Storage.Trees;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Build.Classic;

/// <summary>A file or directory to copy.</summary>
/// <param name="Tree">The tree it is in.</param>
/// <param name="Path">Its path there.</param>
/// <param name="Digest">How the cache and the history know it: <c>file:…</c> or <c>dir:…</c>.</param>
/// <param name="IsDownload">Whether it comes from an address: then it is not unpacked.</param>
internal sealed record CopySource(RootedDirectory Tree, string Path, string Digest, bool IsDownload);

/// <summary>Finds what COPY and ADD name.</summary>
internal sealed class CopySources(RootedDirectory? tree, IKnownFiles? known, bool isContext, CancellationToken cancellation)
{
    /// <summary>The files of a path or pattern.</summary>
    /// <exception cref="GantryException">In Docker's words.</exception>
    public IEnumerable<CopySource> Find(string written)
    {
        if (tree is null) throw new GantryException(ErrorKind.Internal, "missing build context");
        if (isContext && BuildSource.IsOutside(written)) throw new GantryException(ErrorKind.Internal, $"forbidden path outside the build context: {written} ()");
        var path = written.StartsWith('/') ? written[1..] : written;
        if (path.StartsWith("./", StringComparison.Ordinal)) path = path[2..];
        if (!SourcePattern.HasWildcards(path)) return [One(path)];
        var matches = new List<CopySource>();
        using var root = tree.Open("", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        Walk(root, "", new SourcePattern(PathText.Clean(path)[1..]), matches);
        return matches;
    }

    /// <summary>The digest of several sources as one.</summary>
    public static string Together(IEnumerable<CopySource> sources) =>
        "multi:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(',', sources.Select(s => s.Digest)))));

    private void Walk(SafeFileHandle directory, string path, SourcePattern pattern, List<CopySource> matches)
    {
        foreach (var name in DirectoryEntries.Names(directory))
        {
            var child = path.Length == 0 ? FileName.ToText(name) : $"{path}/{FileName.ToText(name)}";
            if (pattern.Matches(child)) matches.Add(One(child));
            using var open = At.TryOpen(directory, name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0, out _);
            if (open is not null && child.Length < FileName.PathLimit) Walk(open, child, pattern, matches);
        }
    }

    private CopySource One(string path)
    {
        var place = TreeCopy.Resolve(tree!, path.Length == 0 ? "/" : path);
        var status = TreeCopy.Status(tree!, place) ?? throw new GantryException(
            ErrorKind.Internal, (isContext ? "file not found in build context or excluded by .dockerignore: " : "") + $"stat {path}: file does not exist");
        return new CopySource(tree!, path.Length == 0 ? "/" : path, $"{(status.IsDirectory ? "dir" : "file")}:{TreeDigest.Of(tree!, place, null, cancellation, known)}", IsDownload: false);
    }
}
