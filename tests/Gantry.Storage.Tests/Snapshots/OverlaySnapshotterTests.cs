using System.Diagnostics;

using Gantry.Linux.Mounts;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Diff;
using Gantry.Storage.Snapshots;
using Gantry.Storage.Tests.Support;

namespace Gantry.Storage.Tests.Snapshots;

public sealed class OverlaySnapshotterTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private OverlaySnapshotter _snapshots;

    public OverlaySnapshotterTests() => _snapshots = new OverlaySnapshotter(_directory["snapshots"]);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _snapshots.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_key_can_be_prepared_once()
    {
        _snapshots.Prepare("c", default, CancellationToken.None);
        Assert.True(_snapshots.Exists("c"));
        var error = Assert.Throws<GantryException>(() => _snapshots.Prepare("c", default, CancellationToken.None));
        Assert.Equal(ErrorKind.Conflict, error.Kind);
        _snapshots.Remove("c");
        _snapshots.Remove("c");
        Assert.False(_snapshots.Exists("c"));
        _snapshots.Prepare("c", default, CancellationToken.None);
    }

    [Fact]
    public void A_missing_parent_is_refused()
    {
        var error = Assert.Throws<GantryException>(() => _snapshots.Prepare("c", Digest.Of([]), CancellationToken.None));
        Assert.Equal(ErrorKind.NotFound, error.Kind);
        Assert.Empty(_snapshots.Keys);
    }

    [Fact]
    public void Removing_a_parent_snapshot_is_refused()
    {
        var low = Layer(default, TarBuilder.New.File("a"));
        var high = Layer(low.ChainId, TarBuilder.New.File("b"));
        Assert.False(_snapshots.TryRemoveLayer(low.ChainId));
        _snapshots.Prepare("c", high.ChainId, CancellationToken.None);
        Assert.False(_snapshots.TryRemoveLayer(high.ChainId));
        _snapshots.Remove("c");
        Assert.True(_snapshots.TryRemoveLayer(high.ChainId));
        Assert.True(_snapshots.TryRemoveLayer(low.ChainId));
        Assert.False(_snapshots.TryRemoveLayer(low.ChainId));
    }

    [Fact]
    public void A_mount_names_directories_relative_to_the_root()
    {
        var low = Layer(default, TarBuilder.New.File("a"));
        var high = Layer(low.ChainId, TarBuilder.New.File("b"));
        var mount = _snapshots.Prepare("c", high.ChainId, CancellationToken.None);
        Assert.Equal("overlay", mount.Type);
        Assert.Equal(["lowerdir=4/fs:2/fs:1/fs", "upperdir=3/fs", "workdir=3/work"], mount.Options.Take(3));
        Assert.Equal(_snapshots.Root, mount.WorkingDirectory);
        Assert.Equal("lowerdir=6/fs:.empty/fs", _snapshots.Prepare("d", default, CancellationToken.None).Options[0]);
    }

    [Fact]
    public void A_tree_that_was_mounted_volatile_can_be_mounted_again()
    {
        _snapshots.Prepare("c", Layer(default, TarBuilder.New.File("a")).ChainId, CancellationToken.None);
        var mark = Path.Combine(_snapshots.UpperDirectory("c"), "..", "work", "work", "incompat");
        for (var round = 0; round < 2; round++)
        {
            var mount = _snapshots.VolatileMounts("c");
            var place = Directory.CreateDirectory(Path.Combine(_snapshots.Root, ".place")).FullName;
            using (var mounts = PrivateMounts.Open(mount.Type, string.Join(',', mount.Options), mount.WorkingDirectory, place, []))
            {
                Assert.True(Directory.Exists(mark));
                mounts.Tree.Open($"b{round}", OpenFlags.O_WRONLY | OpenFlags.O_CREAT, 0x1A4).Dispose();
            }
        }

        using (var view = _snapshots.Mount("c")) Assert.Equal(2, Directory.EnumerateFiles(view.Path, "b?").Count());
        Assert.False(Directory.Exists(mark));
    }

    [Fact]
    public void The_options_of_125_layers_fit_a_page()
    {
        Digest parent = default;
        for (var i = 0; i < 125; i++) parent = Layer(parent, TarBuilder.New.File($"file-{i}", $"{i}")).ChainId;
        var mount = _snapshots.Prepare("c", parent, CancellationToken.None);
        Assert.InRange(string.Join(',', mount.Options).Length, 500, 4095);
        using var view = _snapshots.Mount("c");
        Assert.Equal(125, Directory.EnumerateFiles(view.Path, "file-*").Count());
        Assert.Equal("64", _snapshots.Files.ReadText("c", "/file-64"));
    }

    [Fact]
    public void A_view_shows_the_merged_tree_and_writes_to_the_upper_layer_only()
    {
        var low = Layer(default, TarBuilder.New.File("low", "1").File("gone", "2").Directory("d").File("d/hidden").File("d2/kept", "3"));
        var high = Layer(low.ChainId, TarBuilder.New.File(".wh.gone").Directory("d").File("d/.wh..wh..opq").File("d/new", "4"));
        _snapshots.Prepare("c", high.ChainId, CancellationToken.None);
        using (var view = _snapshots.Mount("c"))
        {
            Assert.Equal(["d", "d2", "low"], Directory.EnumerateFileSystemEntries(view.Path).Select(Path.GetFileName).Order().Where(n => n is not (".dockerenv" or "dev" or "etc" or "proc" or "sys")));
            Assert.Equal(["new"], Directory.EnumerateFileSystemEntries(Path.Combine(view.Path, "d")).Select(Path.GetFileName));
            File.WriteAllText(Path.Combine(view.Path, "low"), "changed");
            Assert.DoesNotContain(_directory.Path, File.ReadAllText("/proc/self/mounts"), StringComparison.Ordinal);
        }

        Assert.Equal("changed", File.ReadAllText(Path.Combine(_snapshots.UpperDirectory("c"), "low")));
        Assert.Equal("1", File.ReadAllText(Path.Combine(_snapshots.LayerDirectory(low), "low")));
        Assert.Equal(new SnapshotUsage(7, 1), _snapshots.Usage("c"));
        Assert.DoesNotContain(Directory.EnumerateDirectories(_snapshots.Root), d => Path.GetFileName(d).StartsWith(".mount", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Changes_and_the_layer_tell_what_was_done()
    {
        var low = Layer(default, TarBuilder.New.File("etc/a", "1").File("etc/b", "2").File("etc/c/x", "3").File("etc/c/y", "3").File("top", "4"));
        _snapshots.Prepare("c", low.ChainId, CancellationToken.None);
        using (var view = _snapshots.Mount("c"))
        {
            File.WriteAllText(Path.Combine(view.Path, "etc/a"), "changed");
            File.Delete(Path.Combine(view.Path, "etc/b"));
            Directory.Delete(Path.Combine(view.Path, "etc/c"), recursive: true);
            Directory.CreateDirectory(Path.Combine(view.Path, "etc/c"));
            File.WriteAllText(Path.Combine(view.Path, "etc/c/y"), "new");
            Directory.CreateDirectory(Path.Combine(view.Path, "new/dir"));
        }

        Assert.Equal(
            ["C /etc", "C /etc/a", "D /etc/b", "C /etc/c", "D /etc/c/x", "C /etc/c/y", "A /new", "A /new/dir"],
            _snapshots.Changes("c").Select(c => $"{c.Kind.ToString()[0]} {c.Path}"));

        using var tar = new MemoryStream();
        await _snapshots.WriteLayerAsync("c", tar, CancellationToken.None);
        var names = new List<string>();
        var reader = new TarReader(new StreamChunks(new MemoryStream(tar.ToArray())));
        while (reader.Next() is { } entry) names.Add(entry.Name);
        Assert.Equal(["etc/", "etc/a", "etc/.wh.b", "etc/c/", "etc/c/.wh..wh..opq", "etc/c/y", "new/", "new/dir/"], names);

        var copy = Layer(low.ChainId, tar.ToArray());
        _snapshots.Prepare("d", copy.ChainId, CancellationToken.None);
        using MemoryStream one = new(), two = new();
        await _snapshots.WriteTreeAsync("c", one, CancellationToken.None);
        await _snapshots.WriteTreeAsync("d", two, CancellationToken.None);
        Assert.Equal(Entries(one), Entries(two));

        static List<(string Name, TarEntryKind Kind, long Size)> Entries(MemoryStream tree)
        {
            var entries = new List<(string, TarEntryKind, long)>();
            var reader = new TarReader(new StreamChunks(new MemoryStream(tree.ToArray())));
            while (reader.Next() is { } entry) entries.Add((entry.Name, entry.Kind, entry.Size));
            return entries;
        }
    }

    [Fact]
    public void Mount_points_are_no_change_of_the_containers_and_replace_what_is_no_directory()
    {
        var low = Layer(default, TarBuilder.New.Directory("etc", 0x1C0).Link("etc/hosts", "/elsewhere").Directory("proc", 0x16D).Link("dev", "/nowhere").File("etc/mtab", "old"));
        _snapshots.Prepare("c", low.ChainId, CancellationToken.None);
        Assert.Empty(_snapshots.Changes("c"));
        Assert.Equal(new SnapshotUsage(0, 0), _snapshots.Usage("c"));
        using var view = _snapshots.MountReadOnly("c");
        Assert.Equal("", File.ReadAllText(Path.Combine(view.Path, "etc/hosts")));
        Assert.Null(File.ResolveLinkTarget(Path.Combine(view.Path, "etc/hosts"), returnFinalTarget: false));
        Assert.Equal("/proc/mounts", new FileInfo(Path.Combine(view.Path, "etc/mtab")).LinkTarget);
        Assert.True(Directory.Exists(Path.Combine(view.Path, "dev/pts")));
        Assert.Equal((UnixFileMode)0x1C0, File.GetUnixFileMode(Path.Combine(view.Path, "etc")));
        Assert.Equal((UnixFileMode)0x16D, File.GetUnixFileMode(Path.Combine(view.Path, "proc")));
    }

    [Fact]
    public async Task What_containers_are_mounted_over_is_shared_and_goes_with_the_layer()
    {
        var low = Layer(default, TarBuilder.New.File("a"));
        var first = _snapshots.Prepare("c", low.ChainId, CancellationToken.None).Options[0];
        Assert.Equal(first, _snapshots.Prepare("d", low.ChainId, CancellationToken.None).Options[0]);
        await Reopen();
        Assert.Equal(first, _snapshots.Mounts("d").Options[0]);
        _snapshots.Remove("c");
        _snapshots.Remove("d");
        Assert.True(_snapshots.TryRemoveLayer(low.ChainId));
        await Reopen();
        Assert.DoesNotContain(Directory.EnumerateDirectories(_snapshots.Root), d => !Path.GetFileName(d).StartsWith('.'));
    }

    [Fact]
    public async Task Snapshots_are_there_after_a_restart()
    {
        var low = Layer(default, TarBuilder.New.File("a", "12"));
        var before = _snapshots.Prepare("c", low.ChainId, CancellationToken.None);
        await Reopen();
        Assert.Equal(["c"], _snapshots.Keys);
        Assert.Equal(before.Options, _snapshots.Mounts("c").Options);
        Assert.Equal(low, _snapshots.FindLayer(low.ChainId));
        Assert.DoesNotContain(before.Options[1], _snapshots.Prepare("d", low.ChainId, CancellationToken.None).Options);
    }

    [Fact]
    public async Task What_was_never_finished_is_removed_at_a_restart()
    {
        var kept = Layer(default, TarBuilder.New.File("a"));
        var lost = Layer(kept.ChainId, TarBuilder.New.File("b"));
        Layer(lost.ChainId, TarBuilder.New.File("c"));
        _snapshots.Prepare("ok", kept.ChainId, CancellationToken.None);
        _snapshots.Prepare("cut", kept.ChainId, CancellationToken.None);
        File.Delete(Path.Combine(_snapshots.Root, lost.Directory, "snapshot.json"));
        File.WriteAllText(Path.Combine(_snapshots.UpperDirectory("cut"), "../snapshot.json"), "");
        _snapshots.NewLayer().Tree.Dispose();
        await Reopen();
        Assert.Equal(["ok"], _snapshots.Keys);
        Assert.Equal([kept.ChainId], _snapshots.Layers.Select(l => l.ChainId));
        await Reopen();
        Assert.Equal([".empty", ".nursery", ".trash", "1", "4", "5"], Directory.EnumerateDirectories(_snapshots.Root).Select(Path.GetFileName).Order());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_snapshots.Root, ".trash")));
    }

    [Fact]
    public void Two_who_bring_the_same_layer_share_it()
    {
        var tar = TarBuilder.New.File("a", "x");
        Assert.Equal(Layer(default, tar).Directory, Layer(default, tar).Directory);
        Assert.Single(_snapshots.Layers);
    }

    [Fact]
    public void A_small_file_is_read_fast()
    {
        var low = Layer(default, TarBuilder.New.File("etc/passwd", "root:x:0:0::/root:/bin/sh\n"));
        _snapshots.Prepare("c", low.ChainId, CancellationToken.None);
        var best = Enumerable.Range(0, 50).Min(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            _snapshots.Files.ReadText("c", "/etc/passwd");
            return Stopwatch.GetElapsedTime(start);
        });
        Assert.InRange(best, TimeSpan.Zero, TimeSpan.FromMilliseconds(0.3));
    }

    private Layer Layer(Digest parent, TarBuilder tar) => Layer(parent, tar.Build());

    private Layer Layer(Digest parent, byte[] tar)
    {
        using var draft = _snapshots.NewLayer();
        var usage = LayerApplier.Apply(
            draft.Tree, new TarReader(new StreamChunks(new MemoryStream(tar))), new SpaceGuard(draft.Tree.Handle, "test"), CancellationToken.None);
        return draft.Commit(parent, Digest.Of(tar), usage);
    }

    private async Task Reopen()
    {
        await _snapshots.DisposeAsync();
        _snapshots = new OverlaySnapshotter(_directory["snapshots"]);
    }
}
