using System.Formats.Tar;
using System.Text;

using Gantry.Build.Dockerfiles;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Compose.Builds;

/// <summary>
/// A build's directory as an archive, what its <c>.dockerignore</c> names left out. A Dockerfile that is not in the directory, or only in the project's
/// file, travels under a name of its own that no instruction sees.
/// </summary>
internal sealed class ContextArchive
{
    private const string IgnoreFile = ".dockerignore";
    private readonly string directory;
    private readonly IgnoreRules rules;
    private readonly string? strangeName;
    private readonly byte[]? strangeText;

    /// <param name="directory">The directory.</param>
    /// <param name="dockerfile">The Dockerfile, relative to the directory or not.</param>
    /// <param name="inline">Its text; null: it is a file.</param>
    /// <exception cref="GantryException">Something is not there.</exception>
    public ContextArchive(string directory, string dockerfile, string? inline)
    {
        this.directory = directory;
        if (!Directory.Exists(directory))
            throw new GantryException(ErrorKind.Invalid, $"unable to prepare context: path \"{directory}\" not found");
        var path = Path.GetFullPath(dockerfile, directory);
        var relative = Path.GetRelativePath(directory, path);
        if (inline is not null || relative.StartsWith("../", StringComparison.Ordinal))
        {
            strangeName = $".dockerfile.{Guid.NewGuid().ToString("n")[..20]}";
            strangeText = inline is not null ? Encoding.UTF8.GetBytes(inline) : Read(path);
            Dockerfile = strangeName;
        }
        else
        {
            if (!File.Exists(path))
                throw new GantryException(ErrorKind.Invalid, $"unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat {path}: no such file or directory");
            Dockerfile = relative;
        }

        var ignore = Path.Combine(directory, IgnoreFile);
        IgnoreText = File.Exists(ignore) ? File.ReadAllText(ignore) : "";
        // The builder needs both, whatever the rules say; it leaves them out itself.
        rules = IgnoreRules.Parse($"{IgnoreText}\n!{IgnoreFile}\n!{Dockerfile}\n");
    }

    /// <summary>The Dockerfile's name in the archive.</summary>
    public string Dockerfile { get; }

    private string IgnoreText { get; }

    public async Task WriteAsync(Stream output, CancellationToken cancellation)
    {
        await using var archive = new TarWriter(output, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
            await WriteAsync(archive, entry, entry.Name, cancellation);
        if (strangeName is null)
            return;
        await WriteAsync(archive, strangeName, strangeText!, cancellation);
        await WriteAsync(archive, IgnoreFile, Encoding.UTF8.GetBytes($"{IgnoreText}\n{strangeName}\n"), cancellation);
    }

    private async Task WriteAsync(TarWriter archive, FileSystemInfo found, string name, CancellationToken cancellation)
    {
        var isDirectory = found is DirectoryInfo && found.LinkTarget is null;
        var ignored = rules.Matches(name);
        if (name == IgnoreFile && strangeName is not null)
            return;
        if (!ignored && Entry(found, name) is { } entry)
        {
            await using var content = entry.EntryType == TarEntryType.RegularFile ? File.OpenRead(found.FullName) : null;
            if (content is not null)
                entry.DataStream = content;
            await archive.WriteEntryAsync(entry, cancellation);
        }

        if (!isDirectory || rules.MatchesWhole(name))
            return;
        foreach (var inner in ((DirectoryInfo)found).EnumerateFileSystemInfos().OrderBy(inner => inner.Name, StringComparer.Ordinal))
            await WriteAsync(archive, inner, $"{name}/{inner.Name}", cancellation);
    }

    /// <returns>Null for what cannot be in an archive: sockets and the like.</returns>
    private static PaxTarEntry? Entry(FileSystemInfo found, string name)
    {
        if (found.LinkTarget is { } target)
            return new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target, ModificationTime = found.LastWriteTimeUtc };
        if (found is DirectoryInfo)
            return new PaxTarEntry(TarEntryType.Directory, name + "/") { Mode = found.UnixFileMode, ModificationTime = found.LastWriteTimeUtc };
        return found.Attributes.HasFlag(FileAttributes.Device) ? null
            : new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = found.UnixFileMode, ModificationTime = found.LastWriteTimeUtc };
    }

    private static async Task WriteAsync(TarWriter archive, string name, byte[] text, CancellationToken cancellation) =>
        await archive.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(text) }, cancellation);

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (IOException fault)
        {
            throw new GantryException(ErrorKind.Invalid, $"unable to open Dockerfile: {SystemFault.Of("open", path, fault)}", fault);
        }
    }
}
