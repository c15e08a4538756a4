namespace Gantry.Build.Dockerfiles.Ignore;

/// <summary>Paths as Go's <c>filepath.Clean</c> makes them.</summary>
internal static class CleanPath
{
    /// <summary>The shortest path that means the same: no empty component, no dot, no <c>..</c> that can be resolved. Of nothing: a dot.</summary>
    public static string Of(string path)
    {
        var isAbsolute = path.StartsWith('/');
        var components = new List<string>();
        foreach (var component in path.Split('/'))
        {
            if (component is "" or ".") continue;
            if (component != ".." || (!isAbsolute && (components.Count == 0 || components[^1] == ".."))) components.Add(component);
            else if (components.Count > 0) components.RemoveAt(components.Count - 1);
        }

        var clean = string.Join('/', components);
        return isAbsolute ? "/" + clean : clean.Length == 0 ? "." : clean;
    }
}
