using System.Diagnostics;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Distribution;

/// <summary>A <c>gantry registry serve</c> of the test's own, on a free port of this machine.</summary>
internal sealed class OwnRegistry : IAsyncDisposable
{
    private readonly string[] flags;
    private readonly IReadOnlyDictionary<string, string> environment;
    private Process? process;
    private TaskCompletionSource<string> listening = new();

    private OwnRegistry(IReadOnlyDictionary<string, string> environment, string[] flags)
    {
        (this.environment, this.flags) = (environment, flags);
        Folder = Directory.CreateTempSubdirectory("gantry-e2e.registry.").FullName;
    }

    /// <summary>The test's own files; the registry's are in <c>root</c>.</summary>
    public string Folder { get; }

    public string Root => Path.Combine(Folder, "root");

    /// <summary><c>127.0.0.1:PORT</c></summary>
    public string Address { get; private set; } = "127.0.0.1:0";

    /// <summary>What it wrote.</summary>
    public List<string> Log { get; } = [];

    public HttpClient Http { get; private set; } = new();

    public int ProcessId => process!.Id;

    public static Task<OwnRegistry> Start(params string[] flags) => Start(new Dictionary<string, string>(), flags);

    public static async Task<OwnRegistry> Start(IReadOnlyDictionary<string, string> environment, params string[] flags)
    {
        var registry = new OwnRegistry(environment, flags);
        await registry.Launch();
        return registry;
    }

    /// <summary>Starts it again at the address it had, with more flags where some are given.</summary>
    public async Task Launch(params string[] more)
    {
        listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo(EngineBinary.Client, ["registry", "serve", "--root", Root, "--listen", Address, .. flags, .. more]) { RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginErrorReadLine();
        var url = new Uri(await listening.Task.WaitAsync(Deadline.Step));
        Address = url.Authority;
        Http = new HttpClient { BaseAddress = url };
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public async Task Kill()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
        Http.Dispose();
    }

    /// <summary>Runs a shell line in the test's folder; <c>$R</c> is the registry's address.</summary>
    public async Task<Outcome> Shell(string script, TimeSpan? within = null)
    {
        var environment = new Dictionary<string, string> { ["R"] = Address, ["HOME"] = Folder };
        await using var running = Running.Start("bash", ["-c", script], environment, folder: Folder);
        return await running.Ended(within);
    }

    /// <summary>An image of two layers, as a folder skopeo reads.</summary>
    public async Task Image(string name, int size = 200_000) => (await Shell($$"""
        set -e; mkdir -p work/{{name}} {{name}}; cd work/{{name}}
        layer() { head -c $1 /dev/urandom >file$1; tar -cf - file$1 | gzip -n >layer; d=$(sha256sum layer | cut -c1-64); s=$(stat -c %s layer); mv layer ../../{{name}}/$d
          printf '{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:%s","size":%s}' $d $s; }
        first=$(layer {{size}}) second=$(layer 1000)
        printf '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:%s","sha256:%s"]} }' \
          $(tar -cf - file{{size}} | sha256sum | cut -c1-64) $(tar -cf - file1000 | sha256sum | cut -c1-64) >config
        c=$(sha256sum config | cut -c1-64); printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%s},"layers":[%s,%s] }' $c $(stat -c %s config) "$first" "$second" >../../{{name}}/manifest.json
        mv config ../../{{name}}/$c; printf 'Directory Transport Version: 1.1\n' >../../{{name}}/version; rm -r ../../work
        """)).Ok();

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await Kill();
        Directory.Delete(Folder, recursive: true);
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            listening.TrySetException(new InvalidOperationException("The registry ended: " + string.Join('\n', Log)));
            return;
        }

        lock (Log)
            Log.Add(line);
        if (line.Split(" listens on ") is [_, var address])
            listening.TrySetResult(address);
    }
}
