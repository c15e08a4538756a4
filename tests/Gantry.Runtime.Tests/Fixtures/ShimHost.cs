using System.Diagnostics;
using System.Reflection;

namespace Gantry.Runtime.Tests.Fixtures;

/// <summary>The natively published shim: the process that clones has to be the one that ships. The one in <c>GANTRY_SHIM_HOST</c>; without it, one is
/// published once a run.</summary>
internal static class ShimHost
{
    private static readonly Lazy<string> Published = new(Publish);

    public static string Executable => Published.Value;

    private static string Publish()
    {
        if (Environment.GetEnvironmentVariable("GANTRY_SHIM_HOST") is { Length: > 0 } given)
            return given;
        string project = typeof(ShimHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "LauncherProject").Value!;
        string output = Path.Combine(AppContext.BaseDirectory, "host");
        var start = new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "-o", output, "-v", "q", "--nologo"]) { RedirectStandardOutput = true };
        using var publish = Process.Start(start)!;
        string text = publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        return publish.ExitCode == 0 ? Path.Combine(output, "gantry-runtime") : throw new InvalidOperationException(text);
    }
}
