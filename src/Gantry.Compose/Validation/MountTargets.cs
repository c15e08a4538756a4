using Gantry.Compose.Loading;
using Gantry.Compose.Model;

namespace Gantry.Compose.Validation;

/// <summary>Checks that no two mounts of a service have the same target.</summary>
internal static class MountTargets
{
    public static void Check(Service service)
    {
        var mounts = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < service.Tmpfs.Count; i++)
            Add(mounts, service.Tmpfs[i].Split(':')[0], $"services.{service.Name}.tmpfs[{i}]");
        for (var i = 0; i < service.Volumes.Count; i++)
            Add(mounts, service.Volumes[i].Target, $"services.{service.Name}.volumes[{i}]");
    }

    private static void Add(Dictionary<string, string> mounts, string target, string place)
    {
        if (!mounts.TryAdd(target, place))
            throw new ComposeException($"{place}: target {target} already mounted as {mounts[target]}");
    }
}
