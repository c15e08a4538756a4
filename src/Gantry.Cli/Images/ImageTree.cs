using Gantry.Cli.Client;
using Gantry.Cli.Streams;
using Gantry.Cli.Tables;

namespace Gantry.Cli.Images;

/// <summary>Images with the platforms each of them is for (<c>images --tree</c>).</summary>
internal static class ImageTree
{
    private const string Gap = "   ";
    private const int UsualWidth = 80;

    private static readonly Column[] Columns =
    [
        new("ID", 12, false), new("DISK USAGE", 10, true), new("CONTENT SIZE", 12, true), new("EXTRA", 5, false),
    ];

    /// <summary>Prints the tree; emphasis is for terminals.</summary>
    public static async Task WriteAsync(StandardStreams streams, IEnumerable<ImageSummary> images)
    {
        var lines = images.SelectMany(Lines).ToList();
        var width = lines.Select(line => line.Name.Length).Append("IMAGE".Length).Max();
        const string Legend = "Info ->  U In Use ";
        await streams.Out.WriteLineAsync("WARNING: This is an experimental feature. The output may change and shouldn't be depended on.");
        await streams.Out.WriteLineAsync(Legend.PadLeft(streams.OutputWidth ?? UsualWidth));
        await streams.Out.WriteLineAsync();
        await streams.Out.WriteLineAsync(string.Join(Gap, Columns.Select(column => Heading(column.Name, column.Width)).Prepend(Heading("IMAGE", width))).TrimEnd());
        foreach (var line in lines)
        {
            await streams.Out.WriteLineAsync(line.Cells.Count == 0 ? line.Name
                : string.Join(Gap, Columns.Zip(line.Cells, (column, cell) => column.IsRight ? cell.PadLeft(column.Width) : cell.PadRight(column.Width)).Prepend(line.Name.PadRight(width))));
        }

        string Heading(string name, int columnWidth) =>
            (streams.OutputIsTerminal ? $"\u001b[1m{name}\u001b[0m" : name) + new string(' ', columnWidth - name.Length);
    }

    /// <summary>A line for each name, the last one with what is known of the image, and one for each platform.</summary>
    private static IEnumerable<Line> Lines(ImageSummary image)
    {
        IReadOnlyList<string> names = image.RepoTags is { Count: > 0 } tags ? tags : ["<untagged>"];
        foreach (var name in names.SkipLast(1))
            yield return new Line(name, []);
        var platforms = (image.Manifests ?? []).Where(manifest => manifest is { Kind: "image", Available: true }).ToList();
        var content = platforms.Sum(manifest => manifest.Size.Content);
        var isUsed = image.Containers > 0 || platforms.Exists(manifest => manifest.ImageData?.Containers is { Count: > 0 });
        yield return new Line(names[^1], Cells(image.Id, image.Size, content, isUsed));
        foreach (var (index, manifest) in platforms.Index())
        {
            yield return new Line(
                (index == platforms.Count - 1 ? "└─ " : "├─ ") + manifest.ImageData?.Platform?.Text,
                Cells(manifest.Id, manifest.Size.Total, manifest.Size.Content, manifest.ImageData?.Containers is { Count: > 0 }));
        }
    }

    private static IReadOnlyList<string> Cells(string id, long size, long content, bool isUsed) =>
        [ImageRow.ShortOf(id), HumanSize.Decimal(size, 3), HumanSize.Decimal(content, 3), isUsed ? "U" : ""];

    private sealed record Column(string Name, int Width, bool IsRight);

    private sealed record Line(string Name, IReadOnlyList<string> Cells);
}
