namespace Gantry.Linux.Cgroups.V2;

/// <summary>A group has a controller only when every group above hands it down.</summary>
internal static class Delegation
{
    /// <summary>Hands all controllers there are down to a path's last group, as far as the groups above let it.</summary>
    public static void Enable(string mount, string path)
    {
        var parent = mount;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var there = CgroupFile.ReadText(parent, "cgroup.controllers") ?? "";
            var handed = (CgroupFile.ReadText(parent, "cgroup.subtree_control") ?? "").Split(' ');
            var missing = there.Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(handed).ToList();
            if (missing.Count > 0 && CgroupFile.TryWrite(parent, "cgroup.subtree_control", string.Join(' ', missing.Select(c => "+" + c))) != 0)
            {
                // One that cannot be handed down here (a group above has members, or is somebody else's) must not keep the others back.
                // Who wants a limit of it hears of the file that is not there.
                foreach (var one in missing)
                    _ = CgroupFile.TryWrite(parent, "cgroup.subtree_control", "+" + one);
            }

            parent = Path.Combine(parent, name);
        }
    }
}
