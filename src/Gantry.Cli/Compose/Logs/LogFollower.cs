using Gantry.Cli.Client;
using Gantry.Cli.Streams;

namespace Gantry.Cli.Compose.Logs;

/// <summary>Brings what containers write to a <see cref="LogPrinter"/>: from now on through an attached stream, or from the engine's log.</summary>
internal sealed class LogFollower(EngineClient client, LogPrinter printer)
{
    /// <summary>Attaches to a container that is about to start; the inner task ends with its output.</summary>
    public async Task<Task> AttachAsync(string id, string name, CancellationToken cancellation)
    {
        var details = await client.ContainerAsync(id, cancellation);
        var connection = await client.AttachAsync(id, stdin: false, stdout: true, stderr: true, cancellation);
        return Task.Factory.StartNew(() => Pump(connection, details.Config.Tty, name), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Prints a container's log.</summary>
    /// <param name="id">The container.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="query">What of it is wanted.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task PrintAsync(string id, string name, string query, CancellationToken cancellation)
    {
        var details = await client.ContainerAsync(id, cancellation);
        await using var log = await client.GetStreamAsync($"/containers/{id}/logs{query}", cancellation);
        using var lines = new LineStream(line => printer.Line(name, line));
        var frames = new FrameReader(lines, lines);
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await log.ReadAsync(buffer, cancellation)) > 0)
        {
            if (details.Config.Tty)
                lines.Write(buffer, 0, count);
            else
                frames.Feed(buffer.AsSpan(0, count));
        }
    }

    private void Pump(HijackedStream connection, bool terminal, string name)
    {
        using (connection)
        using (var output = new LineStream(line => printer.Line(name, line)))
        using (var error = new LineStream(line => printer.ErrorLine(name, line)))
        {
            var frames = new FrameReader(output, error);
            var buffer = new byte[64 * 1024];
            int count;
            while ((count = connection.Read(buffer)) > 0)
            {
                if (terminal)
                    output.Write(buffer, 0, count);
                else
                    frames.Feed(buffer.AsSpan(0, count));
            }
        }
    }
}
