namespace Gantry.EndToEnd.Harness;

/// <summary>A test that needs a tool beside Debian's usual ones; where it is missing, the test is skipped by name.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactIfInstalledAttribute : FactAttribute
{
    public FactIfInstalledAttribute(string tool)
    {
        Tool = tool;
        if (!"/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin".Split(':').Any(folder => File.Exists(Path.Combine(folder, tool))))
            Skip = $"{tool} is not installed";
    }

    public string Tool { get; }
}
