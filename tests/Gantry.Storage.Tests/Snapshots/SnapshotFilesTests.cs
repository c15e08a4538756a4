using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Diff;
using Gantry.Storage.Snapshots;
using Gantry.Storage.Tests.Support;

namespace Gantry.Storage.Tests.Snapshots;

public sealed class SnapshotFilesTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly OverlaySnapshotter _snapshots;

    public SnapshotFilesTests()
    {
        _snapshots = new OverlaySnapshotter(_directory["snapshots"]);
        File.WriteAllText(_directory["secret"], "outside");
        var low = Layer(default, TarBuilder.New
            .File("etc/passwd", "low").File("etc/gone", "x").File("opaque/x", "x").File("real/file", "real").Link("lib", "usr/lib").File("usr/lib/a", "a"));
        var high = Layer(low, TarBuilder.New
            .File("etc/.wh.gone").Directory("opaque").File("opaque/.wh..wh..opq").File("opaque/y", "y")
            .Link("absolute", "/etc/passwd").Link("climbing", "../../../../../etc/passwd").Link("outside", _directory["secret"])
            .Link("d", "/real").Link("circle", "circle").Link("up", "real/../etc/./passwd").File("real", "").Directory("wide").Directory("real"));
        _snapshots.Prepare("c", high, CancellationToken.None);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _snapshots.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("/etc", true)]
    [InlineData("/lib", true)]
    [InlineData("/real/..", true)]
    [InlineData("/etc/passwd", false)]
    [InlineData("/etc/gone", false)]
    [InlineData("/circle", false)]
    [InlineData("/nosuch/deep", false)]
    public void A_directory_is_told_from_everything_else(string path, bool found) => Assert.Equal(found, _snapshots.Files.HasDirectory("c", path));

    [Theory]
    [InlineData("/etc/passwd", "low")]
    [InlineData("etc//./passwd", "low")]
    [InlineData("/etc/../etc/passwd", "low")]
    [InlineData("/../../etc/passwd", "low")]
    [InlineData("/absolute", "low")]
    [InlineData("/climbing", "low")]
    [InlineData("/up", "low")]
    [InlineData("/lib/a", "a")]
    [InlineData("/opaque/y", "y")]
    [InlineData("/opaque/x", null)]
    [InlineData("/etc/gone", null)]
    [InlineData("/outside", null)]
    [InlineData("/circle", null)]
    [InlineData("/etc", null)]
    [InlineData("/etc/passwd/x", null)]
    [InlineData("/", null)]
    [InlineData("/wide/none", null)]
    public void A_path_means_what_it_means_in_the_merged_tree(string path, string? content) => Assert.Equal(content, _snapshots.Files.ReadText("c", path));

    [Fact]
    public void The_upper_layer_wins_and_its_whiteouts_hide()
    {
        var upper = _snapshots.UpperDirectory("c");
        Directory.CreateDirectory(Path.Combine(upper, "etc"));
        File.WriteAllText(Path.Combine(upper, "etc/passwd"), "upper");
        Assert.Equal("upper", _snapshots.Files.ReadText("c", "/etc/passwd"));
        using (var view = _snapshots.Mount("c")) File.Delete(Path.Combine(view.Path, "etc/passwd"));
        Assert.Null(_snapshots.Files.ReadText("c", "/etc/passwd"));
    }

    [Fact]
    public void A_pipe_does_not_block_and_a_huge_file_is_refused()
    {
        var upper = _snapshots.UpperDirectory("c");
        Layers.Apply(TarBuilder.New.Add(new TarEntry { Kind = TarEntryKind.Pipe, Name = "pipe", Permissions = 0x180 }).Build(), upper);
        Assert.Null(_snapshots.Files.ReadText("c", "/pipe"));
        using (var huge = File.Create(Path.Combine(upper, "huge"))) huge.SetLength(1L << 40);
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<GantryException>(() => _snapshots.Files.ReadText("c", "/huge")).Kind);
    }

    [Fact]
    public void A_snapshot_that_does_not_exist_is_an_error() =>
        Assert.Equal(ErrorKind.NotFound, Assert.Throws<GantryException>(() => _snapshots.Files.ReadText("none", "/x")).Kind);

    private Digest Layer(Digest parent, TarBuilder tar)
    {
        var bytes = tar.Build();
        using var draft = _snapshots.NewLayer();
        var usage = LayerApplier.Apply(
            draft.Tree, new TarReader(new StreamChunks(new MemoryStream(bytes))), new SpaceGuard(draft.Tree.Handle, "test"), CancellationToken.None);
        return draft.Commit(parent, Digest.Of(bytes), usage).ChainId;
    }
}
