namespace Gantry.EndToEnd.Harness;

/// <summary>
/// The engine the suite drives: <c>GANTRY_E2E_ENGINE</c>, a path to <c>gantry</c> (the default is the published
/// <c>out/gantry</c> of this tree) or to a <c>dockerd</c>, against which every expectation was recorded.
/// </summary>
internal static class EngineBinary
{
    public static string Path { get; } = Find();

    /// <summary>Whether the reference engine runs: its own leftovers are then no failure.</summary>
    public static bool IsReference { get; } = System.IO.Path.GetFileName(Path).StartsWith("dockerd", StringComparison.Ordinal);

    /// <summary>A real Docker engine: <c>dockerd</c> in the folder <c>GANTRY_E2E_REFERENCE</c>, with containerd and runc beside it.</summary>
    public static string Reference =>
        System.IO.Path.Combine(Environment.GetEnvironmentVariable("GANTRY_E2E_REFERENCE") is { Length: > 0 } folder ? folder : BaseImages.Folder + "/reference", "dockerd");

    /// <summary>The <c>gantry</c> whose client is tested: the engine's own, or beside a reference engine this tree's.</summary>
    public static string Client { get; } = IsReference ? System.IO.Path.Combine(Repository(), "out", "gantry") : Path;

    /// <summary>The OCI runtime that is tested: <c>gantry-runtime</c> beside that <c>gantry</c>, or where there is none, <c>gantry</c> itself.</summary>
    public static string Runtime { get; } = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Client)!, "gantry-runtime") is var beside && File.Exists(beside) ? beside : Client;

    /// <summary>The command line before the engine's flags.</summary>
    public static string[] Command => IsReference ? [Path, "--live-restore", "--init-path", "/usr/bin/tini-static"] : [Path, "daemon"];

    /// <summary>PATH for an engine: the reference finds its helpers beside itself.</summary>
    public static string SearchPath(string engine) => System.IO.Path.GetDirectoryName(engine) + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static string Find()
    {
        var asked = Environment.GetEnvironmentVariable("GANTRY_E2E_ENGINE");
        var path = string.IsNullOrEmpty(asked) ? System.IO.Path.Combine(Repository(), "out", "gantry") : asked;
        return File.Exists(path) ? path : throw new FileNotFoundException($"There is no engine at {path}: publish it with ./build.sh, or set GANTRY_E2E_ENGINE.");
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "gantry.slnx")))
            folder = System.IO.Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run outside the source tree: set GANTRY_E2E_ENGINE.");
        return folder;
    }
}
