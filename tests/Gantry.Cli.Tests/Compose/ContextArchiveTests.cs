using System.Formats.Tar;

using Gantry.Cli.Compose.Builds;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Tests.Compose;

public sealed class ContextArchiveTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("gantry-context-");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task What_is_ignored_is_left_out_but_for_what_the_builder_needs()
    {
        Write("Dockerfile", "FROM x");
        Write(".dockerignore", "*\n!src\nsrc/secret\n");
        Write("src/main", "1");
        Write("src/secret", "2");
        Write("big", "3");
        var (archive, names) = await Pack(new ContextArchive(directory.FullName, "Dockerfile", null));
        Assert.Equal("Dockerfile", archive.Dockerfile);
        Assert.Equal([".dockerignore", "Dockerfile", "src/", "src/main"], names.Keys);
    }

    [Fact]
    public async Task A_dockerfile_in_the_projects_file_travels_where_no_instruction_sees_it()
    {
        Write("f", "1");
        var (archive, names) = await Pack(new ContextArchive(directory.FullName, "Dockerfile", "FROM y"));
        Assert.Equal("FROM y", names[archive.Dockerfile]);
        Assert.Contains(archive.Dockerfile, names[".dockerignore"], StringComparison.Ordinal);
        Assert.Equal("1", names["f"]);
    }

    [Fact]
    public void A_directory_that_is_not_there_is_refused() => Assert.Equal(
        "unable to prepare context: path \"/no/such\" not found", Assert.Throws<GantryException>(() => new ContextArchive("/no/such", "Dockerfile", null)).Message);

    private void Write(string name, string text)
    {
        var path = Path.Combine(directory.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static async Task<(ContextArchive Archive, SortedDictionary<string, string> Names)> Pack(ContextArchive archive)
    {
        var packed = new MemoryStream();
        await archive.WriteAsync(packed, CancellationToken.None);
        packed.Position = 0;
        var names = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var reader = new TarReader(packed);
        while (reader.GetNextEntry() is { } entry)
            names[entry.Name] = entry.DataStream is null ? "" : await new StreamReader(entry.DataStream).ReadToEndAsync();
        return (archive, names);
    }
}
