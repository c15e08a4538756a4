using System.Formats.Tar;
using System.Text;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Settings.Contexts;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Commands.Contexts;

/// <summary><c>gantry context export</c>: a context as an archive that others import.</summary>
internal sealed class ContextExportCommand() : Verb("export", "[OPTIONS] CONTEXT [FILE|-]", "Write a context to an archive, or to standard output", Operands.Between(1, 2))
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var name = call.Operands[0];
        var path = call.Operands.Count > 1 ? call.Operands[1] : $"{name}.dockercontext";
        if (path == "-" && call.Streams.OutputIsTerminal)
            throw new CliException("cowardly refusing to export to a terminal, specify a file path");
        var context = name == ContextStore.Default ? DefaultContext.Make(described: false) : call.Settings.Contexts.Find(name);
        if (path == "-")
        {
            await WriteAsync(context, call.Streams.Output, cancellation);
            return 0;
        }

        try
        {
            await using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Secret });
            await WriteAsync(context, file, cancellation);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new CliException($"open {path}: file exists");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException(SystemFault.Of("open", path, fault));
        }

        await call.Error.WriteLineAsync($"Written file \"{path}\"");
        return 0;
    }

    private static async Task WriteAsync(EngineContext context, Stream output, CancellationToken cancellation)
    {
        await using var archive = new TarWriter(output, TarEntryFormat.Ustar, leaveOpen: true);
        await AddAsync("meta.json", Encoding.UTF8.GetBytes(context.Document.ToJsonString(ContextJson.Compact)), Readable);
        await archive.WriteEntryAsync(new UstarTarEntry(TarEntryType.Directory, "tls") { Mode = Secret | UnixFileMode.UserExecute, ModificationTime = DateTimeOffset.UnixEpoch }, cancellation);
        var certificates = context.Certificates.ToList();
        if (certificates.Count > 0)
            await archive.WriteEntryAsync(new UstarTarEntry(TarEntryType.Directory, "tls/docker") { Mode = Secret | UnixFileMode.UserExecute, ModificationTime = DateTimeOffset.UnixEpoch }, cancellation);
        foreach (var path in certificates)
            await AddAsync($"tls/docker/{Path.GetFileName(path)}", await File.ReadAllBytesAsync(path, cancellation), Secret);

        async Task AddAsync(string name, byte[] bytes, UnixFileMode mode)
        {
            var entry = new UstarTarEntry(TarEntryType.RegularFile, name) { Mode = mode, ModificationTime = DateTimeOffset.UnixEpoch, DataStream = new MemoryStream(bytes) };
            await archive.WriteEntryAsync(entry, cancellation);
        }
    }
}
