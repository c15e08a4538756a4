using System.Diagnostics;

namespace Gantry.EndToEnd.Harness;

/// <summary>A real registry, Debian's docker-registry, on the engine's machine at <c>localhost:5000</c>.</summary>
internal sealed class RegistryServer : IAsyncDisposable
{
    private readonly Process process;

    private RegistryServer(Process process, string folder) => (this.process, Folder) = (process, folder);

    public static string Program { get; } =
        Path.Combine(Environment.GetEnvironmentVariable("GANTRY_E2E_CACHE") ?? "/var/tmp/gantry-e2e", "registry", "docker-registry");

    /// <summary>Where it keeps its files.</summary>
    public string Folder { get; }

    /// <summary>Starts it in an engine's network; its files go with the engine's.</summary>
    public static async Task<RegistryServer> Start(Engine engine)
    {
        var folder = Directory.CreateDirectory(Path.Combine(engine.Work, "registry")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "config.yml"), $$$"""
            version: 0.1
            log: {level: error}
            storage: {filesystem: {rootdirectory: {{{folder}}}/data}, delete: {enabled: true}}
            http: {addr: "localhost:5000"}
            """);
        var process = Process.Start(new ProcessStartInfo("nsenter", ["--net=" + engine.Host.Path, Program, "serve", Path.Combine(folder, "config.yml")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new RegistryServer(process, folder);
        await Deadline.Until(async () => (await engine.Shell("curl -sf http://localhost:5000/v2/")).Exit == 0 ? null : "the registry does not answer");
        return server;
    }

    /// <summary>The file of a blob.</summary>
    public string Blob(string digest) => Path.Combine(Folder, "data/docker/registry/v2/blobs/sha256", digest[7..9], digest[7..], "data");

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
