using Gantry.Build.Contexts;
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
        Directory.CreateDirectory(locals);
        // Nobody waited for the disk to have the files: what a crash of the machine left of them is not known.
        var boot = Path.Combine(locals, "boot");
        if (!File.Exists(boot) || File.ReadAllText(boot) != ContentIndex.Boot.ToString())
        {
            Directory.Delete(locals, recursive: true);
            Directory.CreateDirectory(locals);
            File.WriteAllText(boot, ContentIndex.Boot.ToString());
        }

        foreach (var once in Directory.EnumerateDirectories(locals, "once-*")) Directory.Delete(once, recursive: true);
        foreach (var once in Directory.EnumerateFiles(locals, "once-*")) File.Delete(once);
    }
}
