using Gantry.Build.Contexts;
using Gantry.Build.Sessions;
using Gantry.Build.Tests.Support;
using Gantry.Linux.Paths;

namespace Gantry.Build.Tests.Sessions;

/// <summary>What a synchronised directory is known to hold is what is found by looking into it.</summary>
public sealed class SyncedDigestTests : IDisposable
{
    private readonly SessionBook _book = new(TimeProvider.System);
    private readonly string _outside = Directory.CreateTempSubdirectory("synced-").FullName;

    public SyncedDigestTests() => Directory.CreateDirectory(Destination);

    private string Destination => Path.Combine(_outside, "destination");

    private string Index => Destination + ".index";

    public void Dispose() => Directory.Delete(_outside, recursive: true);

    [Theory]
    [InlineData("/")]
    [InlineData("/folder")]
    [InlineData("/folder/b.txt")]
    [InlineData("/twin")]
    [InlineData("/link")]
    [InlineData("/empty")]
    public async Task Digests_are_those_of_the_directory(string path)
    {
        foreach (var round in (int[])[1, 2, 3])
        {
            var (tree, _) = await SyncAsync(Some());
            AssertSame(tree, path, null);
            AssertSame(tree, path, p => p.EndsWith(".txt", StringComparison.Ordinal));
            AssertSame(tree, path, p => p.StartsWith("folder", StringComparison.Ordinal) && round > 1);
        }
    }

    [Fact]
    public async Task Files_that_stay_are_not_read_again()
    {
        await SyncAsync(Some());
        var (_, first) = await SyncAsync(Some());
        var (_, second) = await SyncAsync(Some());
        Assert.True(first.Looks.Missed <= 1, "a file that got a second name after it was read may be read once more");
        Assert.Equal((6, 0), second.Looks);
    }

    [Fact]
    public async Task A_file_that_somebody_changed_here_is_read_though_it_looks_the_same()
    {
        await SyncAsync(Some());
        var path = Path.Combine(Destination, "a.txt");
        var time = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, "two");
        File.SetLastWriteTimeUtc(path, time);
        var (tree, index) = await SyncAsync(Some());
        Assert.Equal(1, index.Looks.Missed);
        AssertSame(tree, "/", null);
    }

    [Fact]
    public async Task The_index_is_away_while_the_directory_changes_and_a_broken_one_is_none()
    {
        await SyncAsync(Some());
        Assert.True(File.Exists(Index));
        await Assert.ThrowsAnyAsync<Exception>(() => SyncAsync(new SentFiles().File("a.txt", "new", time: 9_000_000_000).Folder("folder").File("link/through", "x")));
        Assert.False(File.Exists(Index));
        var (tree, _) = await SyncAsync(Some());
        AssertSame(tree, "/", null);
        foreach (var damage in (byte[][])[[], [1, 2, 3], new byte[16], [.. File.ReadAllBytes(Index).SkipLast(5)]])
        {
            File.WriteAllBytes(Index, damage);
            (tree, _) = await SyncAsync(Some());
            AssertSame(tree, "/", null);
        }
    }

    private static SentFiles Some() => new SentFiles()
        .File("a.txt", "one").File("empty", "").Folder("folder").File("folder/b.txt", "two").File("folder.d", "after").Link("link", "a.txt").File("tool", "x", (1u << 23) | 0x1C0).Same("twin", "a.txt").File("ü.txt", "umlaut");

    private void AssertSame(SyncedTree content, string path, Func<string, bool>? selects)
    {
        using var tree = RootedDirectory.Open(Destination);
        Assert.Equal(TreeDigest.Of(tree, path, selects, CancellationToken.None), content.DigestOf(tree, path, selects));
    }

    private async Task<(SyncedTree Tree, ContentIndex Index)> SyncAsync(SentFiles files)
    {
        await using var client = FakeClient.Connect(_book, files);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var session = await _book.FindAsync("client", limit.Token);
        var index = ContentIndex.Open(Index);
        return (await session.SyncDirectoryAsync(new DirectoryRequest("context") { Known = index }, Destination, _ => { }, limit.Token), index);
    }
}
