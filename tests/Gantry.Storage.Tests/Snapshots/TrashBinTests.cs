using Gantry.Storage.Snapshots;
using Gantry.Storage.Tests.Support;

namespace Gantry.Storage.Tests.Snapshots;

public sealed class TrashBinTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Bin => _directory.Path + "/bin";

    public void Dispose() => _directory.Dispose();

    private string Tree(int files)
    {
        var tree = _directory.Path + "/tree";
        Directory.CreateDirectory(tree + "/a/b");
        for (var i = 0; i < files; i++) File.WriteAllText($"{tree}/a/b/{i}", "");
        return tree;
    }

    private static async Task Until(Func<bool> reached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!reached()) await Task.Delay(5, limit.Token);
    }

    [Fact]
    public async Task A_large_trees_directories_stay_for_a_while()
    {
        var bin = new TrashBin(Bin, TimeSpan.FromHours(1));
        bin.Throw(Tree(300));
        Assert.False(Path.Exists(_directory.Path + "/tree"));
        await Until(() => Directory.GetFiles(Bin, "*", SearchOption.AllDirectories).Length == 0);
        Assert.Equal(3, Directory.GetDirectories(Bin, "*", SearchOption.AllDirectories).Length);
        await bin.DisposeAsync();
        Assert.Empty(Directory.GetFileSystemEntries(Bin));
    }

    [Fact]
    public async Task They_go_when_it_is_over()
    {
        await using var bin = new TrashBin(Bin, TimeSpan.FromMilliseconds(1));
        bin.Throw(Tree(300));
        await Until(() => Directory.GetFileSystemEntries(Bin).Length == 0);
    }

    [Fact]
    public async Task A_small_tree_and_a_file_go_at_once()
    {
        await using var bin = new TrashBin(Bin, TimeSpan.FromHours(1));
        bin.Throw(Tree(3));
        File.WriteAllText(_directory.Path + "/file", "");
        bin.Throw(_directory.Path + "/file");
        await Until(() => Directory.GetFileSystemEntries(Bin).Length == 0);
    }

    [Fact]
    public async Task What_is_left_goes_after_the_next_start()
    {
        Directory.CreateDirectory(Bin + "/7/a");
        await using var bin = new TrashBin(Bin, TimeSpan.FromHours(1));
        await Until(() => Directory.GetFileSystemEntries(Bin).Length == 0);
    }
}
