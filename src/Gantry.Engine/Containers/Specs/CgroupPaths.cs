namespace Gantry.Engine.Containers.Specs;

/// <summary>Where in every hierarchy the control groups of containers lie.</summary>
internal static class CgroupPaths
{
    /// <summary>The path of a container's group, absolute and without "..": whatever parent is asked for, it is below the hierarchy's root.</summary>
    /// <param name="wanted">The parent asked for; empty: the preset one.</param>
    /// <param name="preset">The engine's parent.</param>
    /// <param name="id">The container's id.</param>
    public static string Of(string wanted, string preset, string id) =>
        Path.GetFullPath(Path.Combine((wanted.Length > 0 ? wanted : preset).TrimStart('/'), id), "/");
}
