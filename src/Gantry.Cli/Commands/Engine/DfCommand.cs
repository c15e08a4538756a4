using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Containers;
using Gantry.Cli.Images;
using Gantry.Cli.Tables;
using Gantry.Cli.Templates;
using Gantry.Cli.Usage;
using Gantry.Cli.Volumes;

namespace Gantry.Cli.Commands.Engine;

/// <summary><c>gantry system df</c>: what the engine's objects take on disk.</summary>
internal sealed class DfCommand : Verb
{
    private const string ImageColumns = "{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}\t{{.SharedSize}}\t{{.UniqueSize}}\t{{.Containers}}";
    private const string ContainerColumns = "{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}\t{{.RunningFor}}\t{{.Status}}\t{{.Names}}";
    private readonly Option<string> format = Flag.Text("--format", "How to print: table, table TEMPLATE, json or a Go template");
    private readonly Option<bool> verbose = Flag.Switch("-v, --verbose", "Show each object");

    public DfCommand()
        : base("df", "[OPTIONS]", "Show what images, containers, volumes and builds take on disk", Operands.None) => Accept(format, verbose);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var usage = await call.Engine.GetAsync("/system/df", ClientJson.Default.DiskUsage, cancellation);
        var template = call.Get(format);
        if (!call.Get(verbose))
            await TableFormat.WriteAsync(call.Out, template == "raw" ? DiskRow.Raw : template, DiskRow.Columns, DiskRow.Headers, DiskRow.Of(usage));
        else if (template is "" or "table")
            await WriteTablesAsync(call.Out, usage);
        else
            await call.Out.WriteAsync(TableFormat.Apply(template == "json" ? "{{json .}}" : template, All(usage)));
        return 0;
    }

    private static async Task WriteTablesAsync(TextWriter output, DiskUsage usage)
    {
        var now = DateTimeOffset.UtcNow;
        await output.WriteAsync("Images space usage:\n\n");
        await TableFormat.WriteAsync(output, "", ImageColumns, ImageRow.Headers, Images(usage, full: false, now));
        await output.WriteAsync("\nContainers space usage:\n\n");
        await TableFormat.WriteAsync(output, "", ContainerColumns, ContainerRow.Headers, Containers(usage, full: false, now));
        await output.WriteAsync("\nLocal Volumes space usage:\n\n");
        await TableFormat.WriteAsync(output, "", VolumeRow.UsageColumns, VolumeRow.Headers, (usage.Volumes ?? []).Select(VolumeRow.Of));
        await output.WriteAsync($"\nBuild cache usage: {HumanSize.Decimal(DiskRow.CacheSize(usage))}\n\n");
        await TableFormat.WriteAsync(output, "", CacheRow.Columns, CacheRow.Headers, (usage.Cache ?? []).Select(step => CacheRow.Of(step, full: false, now)));
    }

    /// <summary>All objects as one document for a template.</summary>
    private static Fields All(DiskUsage usage)
    {
        var now = DateTimeOffset.UtcNow;
        return new Fields
        {
            ["Images"] = Images(usage, full: true, now).ToList<object?>(),
            ["Containers"] = Containers(usage, full: true, now).ToList<object?>(),
            ["Volumes"] = (usage.Volumes ?? []).Select(VolumeRow.Of).ToList<object?>(),
            ["BuildCache"] = (usage.Cache ?? []).Select(step => CacheRow.Of(step, full: true, now)).ToList<object?>(),
        };
    }

    private static IEnumerable<Row> Images(DiskUsage usage, bool full, DateTimeOffset now) => (usage.Images ?? []).SelectMany(image => ImageRow.Of(image, full, digests: false, now).Take(1));

    /// <summary>Containers with what they wrote alone, not with their images.</summary>
    private static IEnumerable<Row> Containers(DiskUsage usage, bool full, DateTimeOffset now) =>
        (usage.Containers ?? []).Select(container => ContainerRow.Of(container with { SizeRootFs = 0 }, full, now));
}
