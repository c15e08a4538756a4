using System.CommandLine;
using System.Globalization;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Engine;
using Gantry.Cli.Compose.Tables;
using Gantry.Cli.Images;
using Gantry.Cli.Tables;
using Gantry.Cli.Templates;
using Gantry.Compose.Observed;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose images</c>: the images a project's containers were made from.</summary>
internal sealed class ImagesCommand : ComposeVerb
{
    private const int ShortId = 12;
    private readonly Option<string> format = Flag.Text("--format", "Format the output. Values: [table | json]", "table");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Only display IDs");

    public ImagesCommand()
        : base("images", "[OPTIONS] [SERVICE...]", "List images used by the created containers", Operands.Any) => Accept(format, quiet);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        var project = await call.ProjectNameAsync(cancellation);
        var containers = (await call.Engine.Client.ContainersAsync(all: true, Filters.ToJson([$"label={ComposeLabels.Project}={project}"]), cancellation))
            .Where(container => call.Operands.Count == 0 || call.Operands.Contains(container.Labels?.GetValueOrDefault(ComposeLabels.Service) ?? ""))
            .OrderBy(ComposeEngine.NameOf, StringComparer.Ordinal).ToList();
        var images = await Task.WhenAll(containers.Select(container => call.Engine.Client.ImageAsync(container.Image, cancellation)));
        var used = containers.Zip(images, (container, image) => new UsedImage(ComposeEngine.NameOf(container), container.Image, image)).ToList();
        if (call.Get(quiet))
        {
            foreach (var id in used.Select(entry => entry.Id).Distinct())
                await call.Out.WriteLineAsync(id);
        }
        else if (call.Get(format) == "json")
        {
            await call.Out.WriteLineAsync(GoJson.Write(used.Select(Json).ToList<object?>()) + "\n");
        }
        else
        {
            await call.Out.WriteAsync(PrettyTable.Of("CONTAINER\tREPOSITORY\tTAG\tPLATFORM\tIMAGE ID\tSIZE\tCREATED", used.Select(Line)));
        }

        return 0;
    }

    private static string Line(UsedImage used) => string.Join(
        '\t', used.Container, used.Repository is { Length: > 0 } name ? name : "<none>", used.Tag is { Length: > 0 } tag ? tag : "<none>", used.Platform,
        used.Id.Length > ShortId ? used.Id[..ShortId] : used.Id, HumanSize.Decimal(used.Image.Size, 3),
        HumanDuration.Ago(used.Tagged.ToUnixTimeSeconds(), DateTimeOffset.UtcNow));

    private static Fields Json(UsedImage used) => new()
    {
        ["ID"] = used.Image.Id,
        ["ContainerName"] = used.Container,
        ["Repository"] = used.Repository,
        ["Tag"] = used.Tag,
        ["Platform"] = used.Platform,
        ["Size"] = used.Image.Size,
        ["LastTagTime"] = used.Image.Metadata?.LastTagTime is { Length: > 0 } time && !time.StartsWith("0001", StringComparison.Ordinal) ? time : used.Image.Created ?? "",
    };

    /// <summary>An image and who uses it.</summary>
    private sealed record UsedImage(string Container, string Name, ImageDetails Image)
    {
        public string Id => Image.Id[(Image.Id.IndexOf(':') + 1)..];

        public string Repository => IsId ? "" : ImageName.Split(ImageName.Familiar(Name)).Item1;

        public string Tag => IsId ? "" : ImageName.Split(ImageName.Familiar(Name)).Item2;

        public string Platform => $"{Image.Os}/{Image.Architecture}{(Image.Variant is { Length: > 0 } variant ? "/" + variant : "")}";

        public DateTimeOffset Tagged => DateTimeOffset.TryParse(Image.Metadata?.LastTagTime, CultureInfo.InvariantCulture, out var time) ? time : DateTimeOffset.MinValue;

        private bool IsId => Name.StartsWith("sha256:", StringComparison.Ordinal) || Image.Id.EndsWith(Name, StringComparison.Ordinal);
    }
}
