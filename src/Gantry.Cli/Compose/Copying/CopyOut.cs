using System.Formats.Tar;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Compose.Copying;

/// <summary>Copies from a container to the host.</summary>
internal sealed class CopyOut(EngineClient client, Stream standardOutput)
{
    /// <param name="container">The container.</param>
    /// <param name="source">The path in it.</param>
    /// <param name="target">The path on the host; <c>-</c>: an archive to standard output.</param>
    /// <param name="followLink">Whether a link stands for what it leads to.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="CliException">It cannot be written there.</exception>
    public async Task RunAsync(string container, string source, string target, bool followLink, CancellationToken cancellation)
    {
        if (followLink && await ContainerPath.FindAsync(client, container, source, cancellation) is { IsLink: true, LinkTarget: { Length: > 0 } link })
            source = Path.Combine(CopyPaths.Parent(source), link);
        using var answer = await client.SendAsync(HttpMethod.Get, $"/containers/{container}/archive" + Query.Of(("path", source)), null, cancellation);
        await using var content = await answer.Content.ReadAsStreamAsync(cancellation);
        if (target == "-")
        {
            await content.CopyToAsync(standardOutput, cancellation);
            return;
        }

        var found = ContainerPath.Of(answer);
        var (directory, first) = Place(source, found, target);
        await ExtractAsync(content, directory, first, cancellation);
    }

    /// <returns>The directory to extract to, and the first part of what is extracted; null: as it is named.</returns>
    private static (string Directory, string? First) Place(string source, ContainerPath found, string target)
    {
        var path = Path.GetFullPath(target);
        if (Directory.Exists(path))
            return (path, CopyPaths.IsContentOnly(source) ? "" : null);
        if (!Directory.Exists(CopyPaths.Parent(path)))
            throw new CliException($"invalid output path: directory \"{CopyPaths.Parent(path)}\" does not exist");
        if (File.Exists(path) && found.IsDirectory)
            throw new CliException("cannot copy directory");
        if (!found.IsDirectory && target.EndsWith('/'))
            throw new CliException(File.Exists(path) ? "not a directory" : "no such directory");
        if (!CopyPaths.IsContentOnly(source))
            return (CopyPaths.Parent(path), CopyPaths.Base(path));
        Directory.CreateDirectory(path);
        return (path, "");
    }

    private static async Task ExtractAsync(Stream content, string directory, string? first, CancellationToken cancellation)
    {
        var root = Path.GetFullPath(directory);
        await using var archive = new TarReader(content);
        while (await archive.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
        {
            var name = first is null ? entry.Name : CopyPaths.Rebase(entry.Name, first);
            var path = Path.GetFullPath(name.TrimStart('/'), root);
            // What a container sends is not to be trusted with places outside.
            if (path != root && !path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal))
                throw new CliException($"the archive has an entry outside of where it is copied to: {entry.Name}");
            if (entry.EntryType == TarEntryType.Directory)
                Directory.CreateDirectory(path);
            else if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                await entry.ExtractToFileAsync(path, overwrite: true, cancellation);
        }
    }
}
