using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Rendering;

/// <summary>Volumes in their canonical form.</summary>
internal static class VolumeRendering
{
    public static MapNode Of(Volume volume, RenderForm form) => new Fields(form)
        .Text("name", volume.Name).Text("driver", volume.Driver).Mapping("driver_opts", volume.DriverOptions)
        .Flag("external", volume.External).Mapping("labels", volume.Labels).Extensions(volume.Extensions).Map;
}
