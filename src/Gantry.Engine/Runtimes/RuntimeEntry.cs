namespace Gantry.Engine.Runtimes;

/// <summary>A runtime beside the engine's own, as the daemon's settings name it.</summary>
/// <param name="Name">What containers ask for.</param>
/// <param name="Path">The program, with runc's command line; its path or its name in PATH.</param>
/// <param name="Arguments">Arguments before every command.</param>
public sealed record RuntimeEntry(string Name, string Path, IReadOnlyList<string> Arguments)
{
    /// <summary>Names of the engine's own runtime. The first is what Docker calls its own.</summary>
    public static IReadOnlyList<string> Own { get; } = ["runc", "io.containerd.runc.v2", "gantry"];
}
