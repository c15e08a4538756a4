using System.Diagnostics;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Distribution;

/// <summary>A <c>gantry registry serve</c> of the test's own, on a free port of this machine.</summary>
internal sealed class OwnRegistry : IAsyncDisposable
{
    private readonly string[] flags;
    private Process? process;
    private TaskCompletionSource<string> listening = new();

    private OwnRegistry(string[] flags)
    {
        this.flags = flags;
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

    public static async Task<OwnRegistry> Start(params string[] flags)
    {
        var registry = new OwnRegistry(flags);
        await registry.Launch();
        return registry;
    }

    /// <summary>Starts it again at the address it had.</summary>
    public async Task Launch()
    {
        listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process = Process.Start(new ProcessStartInfo(EngineBinary.Client, ["registry", "serve", "--root", Root, "--listen", Address, .. flags]) { RedirectStandardError = true })!;
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
