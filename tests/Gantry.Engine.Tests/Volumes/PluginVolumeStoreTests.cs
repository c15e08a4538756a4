using Gantry.Engine.Volumes;
using Gantry.Engine.Volumes.Plugins;

namespace Gantry.Engine.Tests.Volumes;

public sealed class PluginVolumeStoreTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("gantry-plugin-volumes").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("one")]
    [InlineData("../we ird/name")]
    public void A_volume_of_any_name_comes_back_as_it_was(string name)
    {
        var store = new PluginVolumeStore(root);
        store.Save(new Volume { Name = name, Driver = "plugin", Created = DateTimeOffset.UnixEpoch, Labels = new() { ["a"] = "b" } });
        var read = Assert.Single(new PluginVolumeStore(root).Load(_ => { }));
        Assert.Equal((name, "plugin", "b"), (read.Name, read.Driver, read.Labels!["a"]));
        store.Delete(name);
        Assert.Empty(store.Load(_ => { }));
    }

    [Fact]
    public void A_damaged_document_is_reported_and_left_out()
    {
        var store = new PluginVolumeStore(root);
        File.WriteAllText(Path.Combine(root, "plugin-volumes", "x.json"), "{");
        var reports = new List<string>();
        Assert.Empty(store.Load(reports.Add));
        Assert.Single(reports);
    }
}
