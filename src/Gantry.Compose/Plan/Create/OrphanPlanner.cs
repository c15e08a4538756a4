namespace Gantry.Compose.Plan.Create;

/// <summary>Plans what becomes of containers that belong to no service of the file.</summary>
internal static class OrphanPlanner
{
    public static void Plan(Planning planning)
    {
        var orphans = planning.Seen.Containers.Where(container => Orphans.Has(planning.Project, container)).ToList();
        if (orphans.Count == 0 || planning.Options.IgnoreOrphans)
            return;
        if (!planning.Options.RemoveOrphans)
        {
            planning.Builder.Warn(
                $"Found orphan containers ([{string.Join(' ', orphans.Select(orphan => orphan.Name))}]) for this project. If you removed or renamed this " +
                "service in your compose file, you can run this command with the --remove-orphans flag to clean it up.");
            return;
        }

        foreach (var orphan in orphans)
            planning.Remove(orphan, null, orphan.IsOneOff ? "a run left it" : $"the file has no service {orphan.Service}");
    }
}
