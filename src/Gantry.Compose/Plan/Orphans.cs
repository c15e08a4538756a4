using Gantry.Compose.Model;
using Gantry.Compose.Observed;

namespace Gantry.Compose.Plan;

/// <summary>Tells containers that nobody wants any more.</summary>
internal static class Orphans
{
    /// <summary>Whether a container's service is not in the file, or whether a run that is over left it.</summary>
    public static bool Has(Project project, ObservedContainer container) => container.IsOneOff
        ? container.State is "exited" or "dead"
        : !project.Services.ContainsKey(container.Service) && !project.DisabledServices.ContainsKey(container.Service);
}
