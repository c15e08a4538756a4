using System.Formats.Tar;
using System.IO.Pipelines;
using System.Net.Http.Headers;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Compose.Copying;

/// <summary>Copies from the host into a container.</summary>
internal sealed class CopyIn(EngineClient client, Stream standardInput)
{
    /// <param name="source">The path on the host; <c>-</c>: an archive from standard input.</param>
    /// <param name="container">The container.</param>
    /// <param name="target">The path in it.</param>
    /// <param name="keepOwners">Whether owners are kept.</param>
    /// <param name="followLink">Whether a link stands for what it leads to.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="CliException">It cannot be read, or not be written there.</exception>
    public async Task RunAsync(string source, string container, string target, bool keepOwners, bool followLink, CancellationToken cancellation)
    {
        var found = await ContainerPath.FindAsync(client, container, target, cancellation);
        if (found is { IsLink: true, LinkTarget: { Length: > 0 } link })
        {
            target = Path.Combine(CopyPaths.Parent(target), link);
            found = await ContainerPath.FindAsync(client, container, target, cancellation);
        }

        if (source == "-")
        {
            if (found is not { IsDirectory: true })
                throw new CliException($"destination \"{container}:{target}\" must be a directory");
            await SendAsync(container, target, standardInput, keepOwners, cancellation);
            return;
        }

        var local = Local(source, followLink);
        var isDirectory = local is DirectoryInfo && local.LinkTarget is null;
        if (found is { IsDirectory: false } && isDirectory)
            throw new CliException("cannot copy directory");
        if (found is null && !isDirectory && target.EndsWith('/'))
            throw new CliException("no such directory");
        var (directory, first) = found is { IsDirectory: true }
            ? (target, CopyPaths.IsContentOnly(source) ? "" : CopyPaths.Base(Path.GetFullPath(source)))
            : (CopyPaths.Parent(target), CopyPaths.Base(target));
        var pipe = new Pipe();
        var packing = PackAsync(local, first, pipe.Writer, cancellation);
        await SendAsync(container, directory, pipe.Reader.AsStream(), keepOwners, cancellation);
        await packing;
    }

    private static FileSystemInfo Local(string source, bool followLink)
    {
        var path = Path.GetFullPath(source);
        FileSystemInfo local = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        if (!local.Exists && local.LinkTarget is null)
            throw new CliException($"lstat {path}: no such file or directory");
        return followLink && local.ResolveLinkTarget(returnFinalTarget: true) is { } target ? target : local;
    }

    private async Task SendAsync(string container, string directory, Stream archive, bool keepOwners, CancellationToken cancellation)
    {
        using var content = new StreamContent(archive);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        var query = Query.Of(("path", directory), ("noOverwriteDirNonDir", "true"), ("copyUIDGID", keepOwners ? "true" : ""));
        (await client.SendAsync(HttpMethod.Put, $"/containers/{container}/archive{query}", content, cancellation)).Dispose();
    }

    private static async Task PackAsync(FileSystemInfo local, string first, PipeWriter writer, CancellationToken cancellation)
    {
        try
        {
            await using (var stream = writer.AsStream(leaveOpen: true))
            {
                await using var archive = new TarWriter(stream, TarEntryFormat.Pax);
                await PackAsync(archive, local, first, cancellation);
            }

            await writer.CompleteAsync();
        }
        catch (Exception fault)
        {
            await writer.CompleteAsync(fault);
            throw;
        }
    }

    private static async Task PackAsync(TarWriter archive, FileSystemInfo found, string name, CancellationToken cancellation)
    {
        if (name.Length > 0)
            await archive.WriteEntryAsync(found.FullName, name, cancellation);
        if (found is not DirectoryInfo directory || found.LinkTarget is not null)
            return;
        foreach (var inner in directory.EnumerateFileSystemInfos().OrderBy(inner => inner.Name, StringComparer.Ordinal))
            await PackAsync(archive, inner, name.Length > 0 ? $"{name}/{inner.Name}" : inner.Name, cancellation);
    }
}
