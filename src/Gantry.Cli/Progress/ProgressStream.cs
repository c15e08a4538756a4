using System.Text.Json;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Progress;

/// <summary>Shows the JSON lines an engine sends while it works: on a terminal a line for each layer, else plain lines without the steps in between.</summary>
internal static class ProgressStream
{
    /// <summary>As plain lines.</summary>
    /// <exception cref="CliException">The engine reported a failure in the stream.</exception>
    public static Task ShowAsync(Stream stream, TextWriter output, CancellationToken cancellation) => ShowAsync(stream, output, null, cancellation);

    /// <param name="stream">The lines.</param>
    /// <param name="output">Where it is shown.</param>
    /// <param name="width">The columns of the terminal that is; null: it is none.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="CliException">The engine reported a failure in the stream.</exception>
    public static async Task ShowAsync(Stream stream, TextWriter output, int? width, CancellationToken cancellation)
    {
        var layers = width is { } columns ? new LayerLines(output, columns) : null;
        using var lines = new StreamReader(stream);
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length == 0 || JsonSerializer.Deserialize(line, ClientJson.Default.ProgressMessage) is not { } message)
                continue;
            if ((message.ErrorDetail?.Message ?? message.Error) is { } fault)
                throw new CliException(fault);
            if (message.Stream is { } text)
                await output.WriteAsync(text);
            else if (message is { Status.Length: > 0 } && layers is not null)
                await layers.ShowAsync(message);
            else if (message is { Status.Length: > 0, Detail: null or { Total: 0, Current: 0 } })
                await output.WriteLineAsync(message.Id is { Length: > 0 } id ? $"{id}: {message.Status}" : message.Status);
        }
    }
}
