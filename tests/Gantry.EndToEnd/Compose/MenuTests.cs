using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Compose;

/// <summary>The keys of <c>gantry compose up</c> on a terminal.</summary>
public sealed class MenuTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Speaker = "{image: busybox, command: sh -c 'trap \"echo bye; exit 0\" TERM; echo up; while :; do sleep 1000 & wait; done'";

    [Fact]
    public async Task Keys_watch_files_and_leave_the_containers_behind()
    {
        await Write("compose.yaml", $"services: {{a: {Speaker}, develop: {{watch: [{{action: sync, path: files, target: /files}}]}}}}}}");
        await Write("files/first", "1\n");
        await using (var up = OnTerminal())
        {
            await up.Shows("Enable Watch");
            up.Type("w");
            await up.Shows("Disable Watch");
            await Write("files/second", "2\n");
            await Deadline.Until(async () => (await Docker("exec keyed-a-1 cat /files/second")) is { Exit: 0, Out: "2\n" } ? null : "the file is not there");
            up.Type("w");
            await up.Shows("Watch disabled");
            up.Type("d");
            Assert.Equal(0, await up.Ended());
        }

        (await Docker("ps --format '{{.Names}}'")).Prints("keyed-a-1\n");
        (await Engine.Shell($"cd keyed; {ComposeClients.Ours} down -t 0")).Ok();
    }

    [Fact]
    public async Task An_interrupt_takes_the_keys_away_and_stops_the_project()
    {
        await Write("compose.yaml", $"services: {{a: {Speaker}}}}}");
        await using (var up = OnTerminal())
        {
            await up.Shows("Detach");
            up.Type("w");
            await up.Shows("watch is not yet configured");
            await up.Shows("up\r\n");
            up.Type("\u0003");
            await up.Shows("Gracefully Stopping... press Ctrl+C again to force");
            Assert.Equal(130, await up.Ended());
            Assert.Contains("bye", up.Screen, StringComparison.Ordinal);
            Assert.EndsWith("\r\n", up.Screen, StringComparison.Ordinal);
        }

        await using (var up = OnTerminal("--menu=false"))
        {
            await up.Shows("up\r\n");
            up.Type("\u0003");
            Assert.Equal(130, await up.Ended());
            Assert.DoesNotContain("Detach", up.Screen, StringComparison.Ordinal);
        }

        (await Engine.Shell($"cd keyed; {ComposeClients.Ours} down -t 0")).Ok();
    }

    [Fact]
    public async Task An_interrupt_while_one_waits_for_another_is_the_end()
    {
        await Write(
            "compose.yaml",
            "services: {a: {image: busybox, command: sleep 1000, stop_grace_period: 0s, healthcheck: {test: 'false', interval: 60s}}, b: {image: busybox, depends_on: {a: {condition: service_healthy}}}}");
        await using (var up = OnTerminal("--menu=false"))
        {
            await Deadline.Until(async () => (await Docker("ps -q")).Out.Length > 0 ? null : "nothing runs");
            up.Type("\u0003");
            Assert.Equal(130, await up.Ended());
        }

        (await Engine.Shell("docker ps -a --format '{{.Names}} {{.State}}' | sort")).Prints("keyed-a-1 exited\nkeyed-b-1 created\n");
        (await Engine.Shell($"cd keyed; {ComposeClients.Ours} down -t 0")).Ok();
    }

    private Terminal OnTerminal(params string[] flags) =>
        new([EngineBinary.Client, "compose", "--project-directory", Path.Combine(Engine.Work, "keyed"), "up", .. flags], Engine.ClientEnvironment, 80, 24);

    private async Task Write(string file, string text)
    {
        var path = Path.Combine(Engine.Work, "keyed", file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
    }
}
