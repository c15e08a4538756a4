using Gantry.Cli.Client;
using Gantry.Cli.Tables;

namespace Gantry.Cli.Progress;

/// <summary>Progress on a terminal: each layer has a line that is written anew when something happens to it.</summary>
/// <param name="output">The terminal.</param>
/// <param name="columns">Its width; 0 where that is unknown.</param>
internal sealed class LayerLines(TextWriter output, int columns)
{
    private const int UsualColumns = 200;
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    public async Task ShowAsync(ProgressMessage message)
    {
        if (message.Id is not { Length: > 0 } id || message.Detail is null)
        {
            places.Clear();
            await output.WriteAsync(Text(message) + "\n");
            await output.FlushAsync();
            return;
        }

        if (!places.TryGetValue(id, out var place))
        {
            places[id] = place = places.Count;
            await output.WriteAsync("\n");
        }

        var up = places.Count - place;
        await output.WriteAsync($"\u001b[{up}A\u001b[2K\r{Text(message)}\r\u001b[{up}B");
        await output.FlushAsync();
    }

    private string Text(ProgressMessage message)
    {
        var text = $"{(message.Id is { Length: > 0 } id ? $"{id}: " : "")}{message.Status}";
        if (message.Detail is not { Current: > 0 } detail)
            return text;
        var amount = detail.Total > 0 ? $"{HumanSize.Decimal(detail.Current)}/{HumanSize.Decimal(detail.Total)}" : HumanSize.Decimal(detail.Current);
        var bar = detail.Total > 0 ? Bar(detail.Current, detail.Total, (columns > 0 ? columns : UsualColumns) - text.Length - amount.Length) : "";
        return $"{text} {bar}{amount}";
    }

    /// <summary>A bar of up to fifty signs, left out where there is no room for it.</summary>
    private static string Bar(long current, long total, int room)
    {
        var width = Math.Min(50, room - 5);
        if (width < 10)
            return "";
        var done = (int)(Math.Min(1, (double)current / total) * width);
        return $"[{new string('=', done)}{(done < width ? ">" : "")}{new string(' ', Math.Max(0, width - done - 1))}]  ";
    }
}
