using Gantry.Linux.Mounts;

namespace Gantry.Build.Solver.Steps;

/// <summary>What steps showed on the host and a crash left there.</summary>
internal static class LeftPlaces
{
    /// <summary>Removes it. Not recursive by intent: should a mount not come off, what is behind it must survive.</summary>
    public static void Clear(string directory)
    {
        var places = Path.Combine(directory, "places");
        if (Directory.Exists(places))
        {
            foreach (var step in Directory.EnumerateDirectories(places))
            {
                foreach (var place in Directory.EnumerateDirectories(step))
                {
                    DetachedMount.Remove(place);
                    Directory.Delete(place);
                }

                foreach (var place in Directory.EnumerateFiles(step)) File.Delete(place);
                Directory.Delete(step);
            }
        }

        var locals = Path.Combine(directory, "locals");
        if (!Directory.Exists(locals)) return;
        foreach (var once in Directory.EnumerateDirectories(locals, "once-*")) Directory.Delete(once, recursive: true);
    }
}
