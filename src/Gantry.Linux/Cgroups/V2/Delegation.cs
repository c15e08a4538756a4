namespace Gantry.Linux.Cgroups.V2;

/// <summary>A group has a controller only when every group above hands it down.</summary>
internal static class Delegation
{
    /// <summary>Hands all controllers there are down to the parent of a path's last group.</summary>
    public static void Enable(string mount, string path)
    {
        var parent = mount;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var there = CgroupFile.ReadText(parent, "cgroup.controllers") ?? "";
            var handed = (CgroupFile.ReadText(parent, "cgroup.subtree_control") ?? "").Split(' ');
            var missing = there.Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(handed).ToList();
            if (missing.Count > 0)
                CgroupFile.Write(parent, "cgroup.subtree_control", string.Join(' ', missing.Select(c => "+" + c)));
            parent = Path.Combine(parent, name);
        }
    }
}
