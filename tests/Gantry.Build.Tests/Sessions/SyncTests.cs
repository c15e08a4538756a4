using Gantry.Build.Sessions;
using Gantry.Build.Tests.Support;
using Gantry.Oci.Errors;

namespace Gantry.Build.Tests.Sessions;

public sealed class SyncTests : IDisposable
{
    private readonly SessionBook _book = new(TimeProvider.System);
    private readonly string _outside = Directory.CreateTempSubdirectory("sync-test-").FullName;

    public SyncTests() => Directory.CreateDirectory(Destination);

    private string Destination => Path.Combine(_outside, "destination");

    public void Dispose() => Directory.Delete(_outside, recursive: true);

    [Fact]
    public async Task A_directory_becomes_what_the_client_has()
    {
        await SyncAsync(Some());

        Assert.Equal("one", Read("a.txt"));
        Assert.Equal("two", Read("folder/b.txt"));
        Assert.Equal("a.txt", File.ResolveLinkTarget(At("link"), false)!.Name);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.SetUser, File.GetUnixFileMode(At("tool")));
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(1), File.GetLastWriteTimeUtc(At("a.txt")));
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(2), Directory.GetLastWriteTimeUtc(At("folder")));
        File.AppendAllText(At("a.txt"), "!");
        Assert.Equal("one!", Read("twin"));
    }

    [Fact]
    public async Task What_has_not_changed_is_not_transferred_again()
    {
        await SyncAsync(Some());
        var again = await SyncAsync(Some());
        Assert.Empty(again.Requested);
    }

    [Fact]
    public async Task What_differs_is_made_anew_and_what_is_gone_goes()
    {
        await SyncAsync(Some());
        File.WriteAllText(At("stray"), "");
        Directory.CreateDirectory(At("folder/deep/er"));
        var changed = new SentFiles().File("a.txt", "new", time: 9_000_000_000).Folder("folder").File("folder/c.txt", "three").File("link", "now a file").Same("twin", "a.txt");

        var sent = await SyncAsync(changed);

        Assert.Equal(["a.txt", "folder/c.txt", "link"], sent.Requested.Order(StringComparer.Ordinal));
        Assert.Equal(["a.txt", "folder", "link", "twin"], Directory.GetFileSystemEntries(Destination).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal([At("folder/c.txt")], Directory.GetFileSystemEntries(At("folder")));
        Assert.Equal("new", Read("twin"));
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(2), Directory.GetLastWriteTimeUtc(At("folder")));
    }

    [Fact]
    public async Task More_files_than_can_be_asked_for_at_once_all_come()
    {
        var many = new SentFiles();
        for (var i = 0; i < 1000; i++) many.File($"{i:d4}", $"content {i}");
        var sent = await SyncAsync(many);
        Assert.Equal(1000, sent.Requested.Count);
        Assert.Equal("content 999", Read("0999"));
    }

    [Fact]
    public async Task Names_of_all_kinds_come_through()
    {
        await SyncAsync(new SentFiles().File("a b\n", "1").File("ä", "2").File("\ud83d\ude00", "3"));
        Assert.Equal("2", Read("ä"));
        Assert.Equal("3", Read("\ud83d\ude00"));
    }

    [Theory]
    [InlineData("../escaped")]
    [InlineData("..")]
    [InlineData("/etc/escaped")]
    [InlineData("folder/../../escaped")]
    [InlineData("./a")]
    [InlineData("a//b")]
    [InlineData("")]
    [InlineData("missing/file")]
    public async Task A_path_that_is_none_is_refused(string path)
    {
        await Assert.ThrowsAsync<GantryException>(() => SyncAsync(new SentFiles().File(path, "bad")));
        Assert.Equal([Destination], Directory.GetFileSystemEntries(_outside));
    }

    [Fact]
    public async Task A_file_below_a_symbolic_link_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(_outside, "target"));
        var files = new SentFiles().Link("door", Path.Combine(_outside, "target")).File("door/escaped", "bad");
        await Assert.ThrowsAsync<GantryException>(() => SyncAsync(files));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_outside, "target")));
    }

    [Fact]
    public async Task A_link_that_is_here_is_not_followed()
    {
        Directory.CreateDirectory(Path.Combine(_outside, "target"));
        File.CreateSymbolicLink(At("door"), Path.Combine(_outside, "target"));
        await SyncAsync(new SentFiles().Folder("door").File("door/file", "good"));
        Assert.Equal("good", Read("door/file"));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_outside, "target")));
    }

    [Fact]
    public async Task Files_out_of_order_and_links_to_nothing_are_refused()
    {
        await Assert.ThrowsAsync<GantryException>(() => SyncAsync(new SentFiles().File("b", "1").File("a", "2")));
        await Assert.ThrowsAsync<GantryException>(() => SyncAsync(new SentFiles().File("a", "1").File("a", "2")));
        await Assert.ThrowsAsync<GantryException>(() => SyncAsync(new SentFiles().Same("a", "../../etc/passwd")));
    }

    [Fact]
    public async Task Patterns_that_are_not_ascii_are_encoded()
    {
        var sent = await SyncAsync(new SentFiles(), new DirectoryRequest("context") { ExcludePatterns = ["ä b", "c"], IncludePatterns = ["a b"] });
        Assert.Equal(["%C3%A4%20b", "c"], sent.Headers.Where(h => h.Key == "exclude-patterns").Select(h => h.Value));
        Assert.Equal("1", sent.Headers.GetValue("exclude-patterns-encoded"));
        Assert.Equal("a b", sent.Headers.GetValue("include-patterns"));
        Assert.Null(sent.Headers.GetValue("include-patterns-encoded"));
    }

    [Fact]
    public async Task Patterns_that_fill_several_frames_all_come_one_by_one()
    {
        var patterns = Enumerable.Range(0, 3000).Select(i => $"pattern/number/{i:d6}, with a comma").Append(new string('x', 300)).ToList();
        var sent = await SyncAsync(new SentFiles().File("a", "1"), new DirectoryRequest("context") { ExcludePatterns = patterns });
        Assert.Equal(patterns, sent.Headers.Where(h => h.Key == "exclude-patterns").Select(h => h.Value));
    }

    private static SentFiles Some() => new SentFiles()
        .File("a.txt", "one").File("empty", "").Folder("folder").File("folder/b.txt", "two").File("folder.d", "after").Link("link", "a.txt").File("tool", "x", (1u << 23) | 0x1C0).Same("twin", "a.txt");

    private async Task<SentFiles> SyncAsync(SentFiles files, DirectoryRequest? request = null)
    {
        await using var client = FakeClient.Connect(_book, files);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var session = await _book.FindAsync("client", limit.Token);
        await session.SyncDirectoryAsync(request ?? new DirectoryRequest("context"), Destination, _ => { }, limit.Token);
        return files;
    }

    private string At(string path) => Path.Combine(Destination, path);

    private string Read(string path) => File.ReadAllText(At(path));
}
