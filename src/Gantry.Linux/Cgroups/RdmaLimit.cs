using Gantry.Oci.Runtime;

namespace Gantry.Linux.Cgroups;

/// <summary>A line of <c>rdma.max</c>, which both versions write alike.</summary>
internal static class RdmaLimit
{
    /// <summary>The line: <c>mlx4_0 hca_handle=2 hca_object=2000</c>.</summary>
    public static string Text(string device, LinuxRdma limit) =>
        device + (limit.HcaHandles is { } handles ? $" hca_handle={handles}" : "") + (limit.HcaObjects is { } objects ? $" hca_object={objects}" : "");
}
