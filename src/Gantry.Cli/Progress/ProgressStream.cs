using System.Text.Json;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Progress;

/// <summary>Shows the JSON lines an engine sends while it works, as plain lines; steps in between are left out.</summary>
internal static class ProgressStream
{
    /// <exception cref="CliException">The engine reported a failure in the stream.</exception>
    public static async Task ShowAsync(Stream stream, TextWriter output, CancellationToken cancellation)
    {
        using var lines = new StreamReader(stream);
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length == 0)
                continue;
            var message = JsonSerializer.Deserialize(line, ClientJson.Default.ProgressMessage);
            if ((message?.ErrorDetail?.Message ?? message?.Error) is { } fault)
                throw new CliException(fault);
            if (message?.Stream is { } text)
                await output.WriteAsync(text);
            else if (message is { Status.Length: > 0, Detail: null or { Total: 0, Current: 0 } })
                await output.WriteLineAsync(message.Id is { Length: > 0 } id ? $"{id}: {message.Status}" : message.Status);
        }
    }
}
