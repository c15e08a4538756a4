using System.ComponentModel;
using System.Globalization;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Compose;

/// <summary>Projects whose <c>gantry compose</c>, or whose engine, is killed at moments nobody chose: the next command finishes the work.</summary>
public sealed class InterruptionTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const int Rounds = 20;

    private const string Text = """
        services:
          db: {image: busybox, command: sleep 3600, stop_grace_period: 0s, volumes: [data:/data], networks: [back], environment: {ROUND: "0"}}
          cache: {image: busybox, command: sleep 3600, stop_grace_period: 0s, networks: [back], tmpfs: [/t]}
          web: {image: busybox, command: sleep 3600, stop_grace_period: 0s, scale: 2, depends_on: [db, cache], networks: [front, back], environment: {ROUND: "0"}}
        networks: {front: {}, back: {}}
        volumes: {data: {}}
        """;

    /// <summary>Services and not names: where the first of two was lost, the next gets the number after the second, as with Docker's Compose.</summary>
    private const string Whole = "cache running\ndb running\nweb running\nweb running\n";

    private string Folder => Path.Combine(Engine.Work, "broken");

    [Theory]
    [InlineData(false, 17)]
    [InlineData(true, 42)]
    public async Task What_was_killed_is_finished_by_the_next_command(bool engine, int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            await Write(round);
            await Interrupt("up -d", engine, random);
            await Converges(engine, "up -d", "docker ps -a --format '{{.Label \"com.docker.compose.service\"}} {{.State}}' | sort", Whole);
            (await Run("exec -T --index 2 web sh -c 'echo $ROUND; ping -c 1 -W 2 db | grep -c \"1 packets received\"'")).Prints($"{round}\n1\n");
            await Interrupt("down -v", engine, random);
            await Converges(
                engine, "down -v", "docker ps -aq; docker volume ls -q --filter name=broken; docker network ls -q --filter name=broken", "");
        }
    }

    /// <summary>Begins <paramref name="command"/> and kills it, or the engine below it, somewhere in its course.</summary>
    private async Task Interrupt(string command, bool engine, Random random)
    {
        await using var running = Running.Start(
            EngineBinary.Client, ["compose", "--progress", "plain", .. command.Split(' ')], Engine.ClientEnvironment, folder: Folder);
        // The moment is what is tested: nothing is waited for here.
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(400)));
        if (engine)
        {
            await Engine.Kill();
            await running.Ended();
            await Engine.Start();
        }
        else
        {
            Kill(running);
            await running.Ended();
        }
    }

    private static void Kill(Running running)
    {
        try
        {
            running.Signal(Native.SIGKILL);
        }
        catch (Win32Exception) when (running.HasExited)
        {
            // It was done before its moment came.
        }
    }

    /// <summary>
    /// Finishes the work with <paramref name="command"/>: once where the engine is new and so nobody else is at it, and again while an engine still
    /// carries out what the killed command had asked for.
    /// </summary>
    private async Task Converges(bool once, string command, string look, string wanted) => await Deadline.Until(async () =>
    {
        var done = await Run(command);
        var seen = (await Engine.Shell(look)).Out;
        if (once)
            Assert.Equal($"exit 0\n{wanted}", $"exit {done.Exit}\n{seen}");
        return done.Exit == 0 && seen == wanted ? null : $"{command}: {done}\n{seen}";
    });

    private Task<Outcome> Run(string command) => Engine.Shell($"cd {Folder}; {EngineBinary.Client} compose --progress plain {command}");

    private async Task Write(int round)
    {
        Directory.CreateDirectory(Folder);
        var text = Text.Replace("ROUND: \"0\"", $"ROUND: \"{round.ToString(CultureInfo.InvariantCulture)}\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(Folder, "compose.yaml"), text);
    }
}
