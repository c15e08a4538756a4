using Gantry.Api.Builds;
using Gantry.Api.Containers;
using Gantry.Api.Images;
using Gantry.Api.Json;
using Gantry.Api.Routing;
using Gantry.Api.Volumes;
using Gantry.Build.Solver;
using Gantry.Engine.Containers;
using Gantry.Engine.Images;
using Gantry.Engine.Volumes;
using Gantry.Oci.Errors;

namespace Gantry.Api.Host;

/// <summary>What takes room on the disk.</summary>
internal static class DiskUsageRoutes
{
    private static readonly string[] Kinds = ["container", "image", "volume", "build-cache"];

    public static void Map(Router router, IContainers containers, IImages images, IVolumes volumes, IBuilder? builder) =>
        router.Get("/system/df", c => UsageAsync(c, containers, images, volumes, builder));

    private static async Task UsageAsync(ApiContext context, IContainers containers, IImages images, IVolumes volumes, IBuilder? builder)
    {
        string[] wanted = [.. context.Http.Request.Query["type"].Select(t => t ?? "")];
        if (wanted.FirstOrDefault(t => !Kinds.Contains(t)) is { } unknown)
            throw new GantryException(ErrorKind.Invalid, $"unknown object type: {unknown}");
        bool Asked(string kind) => wanted.Length == 0 || wanted.Contains(kind);
        var shared = Asked("image") ? images.SharedSizes() : null;
        await context.JsonAsync(
            new DiskUsageAnswer
            {
                LayersSize = shared is null ? 0 : images.LayersSize,
                Images = shared is null ? null : [.. ImageFilters.Shown(images.All).Select(i => ImageSummary.Of(i, images, shared, context.Version).WithoutEmptyLists())],
                Containers = Asked("container") ? await ContainersAsync(context, containers, images) : null,
                Volumes = Asked("volume") ? [.. volumes.Local.Select(v => VolumeAnswer.Of(v, new VolumeUsage(volumes.UsersOf(v.Name), volumes.SizeOf(v))))] : null,
                BuildCache = !Asked("build-cache") ? null : builder is null ? [] : await CacheRoutes.RecordsAsync(context, builder),
            },
            ApiJson.Default.DiskUsageAnswer);
    }

    private static async Task<IReadOnlyList<ContainerSummary>> ContainersAsync(ApiContext context, IContainers containers, IImages images)
    {
        var list = new List<ContainerSummary>();
        var summaries = new ContainerSummaries(containers, images, context.Version.Minor);
        foreach (var container in containers.All)
        {
            try
            {
                list.Add(summaries.Of(container, await containers.SizeAsync(container.Id, context.Aborted)));
            }
            catch (GantryException e) when (e.Kind == ErrorKind.NotFound)
            {
                // It was removed meanwhile.
            }
        }

        return list;
    }
}
