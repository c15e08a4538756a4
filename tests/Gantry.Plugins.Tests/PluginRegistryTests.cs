using System.Collections.Concurrent;
using System.Text.Json.Serialization;

using Gantry.Oci.Errors;
using Gantry.Plugins.Tests.Support;

namespace Gantry.Plugins.Tests;

public sealed partial class PluginRegistryTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("plugins").FullName;
    private readonly PluginRegistry registry;
    private readonly ConcurrentQueue<string> reports = new();

    public PluginRegistryTests() => registry = new PluginRegistry(new PluginFolders([root], [root]), TimeProvider.System, reports.Enqueue);

    public void Dispose()
    {
        registry.Dispose();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task The_handshake_is_made_once_and_calls_carry_json()
    {
        await using var peer = Peer("one", (method, _) => method == "Plugin.Activate" ? (200, """{"Implements":["VolumeDriver","authz"]}""") : (200, """{"Said":"yes"}"""));
        var plugin = await registry.FindAsync("one", "VolumeDriver", CancellationToken.None);
        Assert.Same(plugin, await registry.FindAsync("one", "authz", CancellationToken.None));
        Assert.Equal("yes", (await CallAsync(plugin)).Said);
        Assert.Equal(["Plugin.Activate", """Test.Call {"Said":"hello"}"""], peer.Requests);
        Assert.Contains("Accept: application/vnd.docker.plugins.v1.2+json", peer.Head, StringComparison.Ordinal);
        Assert.Contains("Host: plugin.moby.localhost", peer.Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_does_something_else_is_refused()
    {
        await using var peer = Peer("one", (_, _) => (200, """{"Implements":["authz"]}"""));
        var fault = await Assert.ThrowsAsync<GantryException>(() => registry.FindAsync("one", "VolumeDriver", CancellationToken.None));
        Assert.Equal("legacy plugin: Plugin does not implement the requested driver: plugin=\"one\", requested implementation=\"VolumeDriver\"", fault.Message);
    }

    [Theory]
    [InlineData(500, """{"Err":"told so"}""", "Test.Call: told so")]
    [InlineData(500, "told as text", "Test.Call: told as text")]
    [InlineData(404, "", "Test.Call: ")]
    [InlineData(200, "", "Test.Call: EOF")]
    public async Task What_goes_wrong_in_the_plugin_is_told_with_the_method(int status, string body, string expected)
    {
        await using var peer = Peer("one", (method, _) => method == "Plugin.Activate" ? (200, """{"Implements":["x"]}""") : (status, body));
        var plugin = await registry.FindAsync("one", "x", CancellationToken.None);
        var fault = await Assert.ThrowsAsync<PluginException>(() => CallAsync(plugin));
        Assert.Equal((expected, false), (fault.Message, fault.IsUnreachable));
    }

    [Fact]
    public async Task A_plugin_that_starts_later_is_waited_for()
    {
        var finding = registry.FindAsync("late", "x", CancellationToken.None);
        Assert.False(finding.IsCompleted);
        await using var peer = Peer("late", (_, _) => (200, """{"Implements":["x"]}"""));
        Assert.Equal("late", (await finding).Name);
        Assert.Equal("Unable to locate plugin: late, retrying in 1s", Assert.Single(reports));
    }

    [Fact]
    public async Task Listing_waits_for_nobody_and_leaves_out_who_does_not_answer()
    {
        await using var here = Peer("here", (_, _) => (200, """{"Implements":["x"]}"""));
        await using var other = Peer("other", (_, _) => (200, """{"Implements":["y"]}"""));
        File.WriteAllText(root + "/gone.spec", $"unix://{root}/nowhere");
        Assert.Equal("here", Assert.Single(await registry.AllAsync("x", CancellationToken.None)).Name);
        Assert.Equal($"plugin gone is left out: Post \"http://plugin.moby.localhost/Plugin.Activate\": dial unix {root}/nowhere: connect: no such file or directory", Assert.Single(reports));
    }

    [Fact]
    public async Task A_plugin_that_hangs_is_given_up_after_the_limit_and_tried_again()
    {
        await using var peer = Peer("one", (method, _) => method == "Plugin.Activate" ? (200, """{"Implements":["x"]}""") : null);
        var plugin = await registry.FindAsync("one", "x", CancellationToken.None);
        using var enough = new CancellationTokenSource();
        var call = plugin.CallAsync("Test.Call", new Word(), WordJson.Default.Word, WordJson.Default.Word, TimeSpan.FromMilliseconds(50), enough.Token);
        while (reports.IsEmpty) await Task.Yield();
        Assert.Equal("Unable to connect to plugin: one/Test.Call: Post \"http://plugin.moby.localhost/Test.Call\": context deadline exceeded, retrying in 1s", reports.First());
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private ScriptedPlugin Peer(string name, Func<string, string, (int Status, string Body)?> answer) => new($"{root}/{name}.sock", answer);

    private static Task<Word> CallAsync(Plugin plugin) =>
        plugin.CallAsync("Test.Call", new Word { Said = "hello" }, WordJson.Default.Word, WordJson.Default.Word, TimeSpan.FromSeconds(10), CancellationToken.None);

    internal sealed record Word
    {
        public string? Said { get; set; }
    }

    [JsonSerializable(typeof(Word))]
    internal sealed partial class WordJson : JsonSerializerContext;
}
