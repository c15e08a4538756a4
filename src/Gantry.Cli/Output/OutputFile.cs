using Gantry.Cli.CommandLine;
using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;

namespace Gantry.Cli.Output;

/// <summary>A file to write an archive to, or standard output.</summary>
/// <param name="path">The file; empty: standard output.</param>
/// <param name="what">What is being done, for failures: <c>save image</c>.</param>
internal sealed class OutputFile(string path, string what)
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Whether there is a place to write to; asked before any work is done.</summary>
    /// <exception cref="CliException">Standard output is a terminal, or the folder is not there.</exception>
    public void Check(Call call)
    {
        if (path.Length == 0 && call.Streams.OutputIsTerminal)
            throw new CliException("cowardly refusing to save to a terminal. Use the -o flag or redirect");
        if (path.Length == 0)
            return;
        var full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is { } directory && !Directory.Exists(directory))
            throw new CliException($"failed to {what}: invalid output path: stat {directory}: no such file or directory");
        if (File.Exists(full) && IsCharacterDevice(full))
            throw new CliException($"failed to {what}: cannot write to a character device file");
    }

    private static bool IsCharacterDevice(string path)
    {
        using var file = OpenFile.Open(path, OpenFlags.O_PATH | OpenFlags.O_CLOEXEC);
        return At.Status(file).Kind == FileKind.CharacterDevice;
    }

    /// <summary>Writes all of it. A file appears under its name when it is complete; a failure leaves what was there before.</summary>
    public async Task WriteAsync(Call call, Stream archive, CancellationToken cancellation)
    {
        if (path.Length == 0)
        {
            await archive.CopyToAsync(call.Streams.Output, BufferSize, cancellation);
            return;
        }

        var partial = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            await using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0))
                await archive.CopyToAsync(file, BufferSize, cancellation);
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
