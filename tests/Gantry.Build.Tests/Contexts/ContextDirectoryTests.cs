using System.Formats.Tar;

using Gantry.Build.Contexts;
using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;

namespace Gantry.Build.Tests.Contexts;

public sealed class ContextDirectoryTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("context-test-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task What_an_unpacked_file_holds_is_known_until_somebody_writes_to_it()
    {
        var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, leaveOpen: true))
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "file") { DataStream = new MemoryStream("content"u8.ToArray()) });
        archive.Position = 0;
        using var context = ContextDirectory.Make(_directory);
        await context.UnpackAsync(archive, CancellationToken.None);

        Assert.True(context.TryFind(Status(context), out var known));
        Assert.Equal(Hash256.Of("content"u8), known.Digest);
        Assert.Equal(
            TreeDigest.Of(context.Tree, "/file", null, CancellationToken.None),
            TreeDigest.Of(context.Tree, "/file", null, CancellationToken.None, context));

        File.WriteAllText(Path.Combine(context.Path, "file"), "another text");
        Assert.False(context.TryFind(Status(context), out _));
    }

    private static FileStatus Status(ContextDirectory context)
    {
        using var file = context.Tree.Open("file", OpenFlags.O_PATH);
        return At.Status(file);
    }
}
