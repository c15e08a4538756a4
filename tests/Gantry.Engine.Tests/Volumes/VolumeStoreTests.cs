using Gantry.Engine.Volumes;

namespace Gantry.Engine.Tests.Volumes;

public sealed class VolumeStoreTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("volumes").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void A_volume_is_read_again_as_it_was_made()
    {
        var made = new VolumeStore(root).Create(new Volume { Name = "one", Created = DateTimeOffset.UnixEpoch, Labels = new() { ["a"] = "b" } });
        var read = Assert.Single(new VolumeStore(root).Load(Fail));
        Assert.Equal((made.Name, made.Created, made.Mountpoint, "b"), (read.Name, read.Created, read.Mountpoint, read.Labels!["a"]));
        Assert.True(Directory.Exists(read.Mountpoint));
    }

    [Fact]
    public void What_interrupted_work_left_is_no_volume_and_is_removed()
    {
        var store = new VolumeStore(root);
        foreach (var name in (string[])[".new-1", ".gone-1"]) Directory.CreateDirectory(Path.Combine(root, "volumes", name, "_data"));
        Assert.Empty(store.Load(Fail));
        Assert.Empty(Directory.GetDirectories(Path.Combine(root, "volumes")));
    }

    [Fact]
    public void A_directory_without_a_document_is_a_volume_and_keeps_its_content()
    {
        var store = new VolumeStore(root);
        var data = Directory.CreateDirectory(Path.Combine(root, "volumes", "found", "_data")).FullName;
        File.WriteAllText(Path.Combine(data, "file"), "kept");
        Assert.Equal(data, Assert.Single(store.Load(Fail)).Mountpoint);
        Assert.True(File.Exists(Path.Combine(data, "file")));
    }

    [Fact]
    public void A_damaged_document_is_reported_and_the_others_are_read()
    {
        var store = new VolumeStore(root);
        store.Create(new Volume { Name = "whole", Created = DateTimeOffset.UnixEpoch });
        store.Create(new Volume { Name = "torn", Created = DateTimeOffset.UnixEpoch });
        File.WriteAllText(Path.Combine(root, "volumes", "torn", "volume.json"), "{");
        var reports = new List<string>();
        Assert.Equal("whole", Assert.Single(store.Load(reports.Add)).Name);
        Assert.StartsWith("volume torn is left out: ", Assert.Single(reports), StringComparison.Ordinal);
    }

    private static void Fail(string report) => Assert.Fail(report);
}
