using System.Text.Json;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Logs;
using Gantry.Cli.Compose.Requests;
using Gantry.Cli.Streams;
using Gantry.Compose.Execute;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan;

namespace Gantry.Cli.Compose.Engine;

internal sealed partial class ComposeEngine
{
    public async Task<IReadOnlyList<ObservedContainer>> ListContainersAsync(string project, CancellationToken cancellation)
    {
        // A container without the hash was made by hand under a borrowed label.
        var filters = Filters.ToJson([$"label={ComposeLabels.Project}={project}", $"label={ComposeLabels.ConfigHash}"]);
        return [.. (await Client.ContainersAsync(all: true, filters, cancellation)).Select(Observe)];
    }

    public async Task<(string Id, IReadOnlyList<string> Warnings)> CreateContainerAsync(ContainerOrder order, CancellationToken cancellation)
    {
        var created = await Client.CreateAsync(ServiceRequest.Of(order, proxies), order.Name, order.Platform, cancellation);
        return (created.Id, created.Warnings ?? []);
    }

    public Task StartContainerAsync(string id, CancellationToken cancellation) => Client.StartAsync(id, cancellation);

    public Task StopContainerAsync(string id, TimeSpan? timeout, CancellationToken cancellation) => Client.StopAsync(id, Seconds(timeout), cancellation);

    public Task RestartContainerAsync(string id, TimeSpan? timeout, CancellationToken cancellation) =>
        Client.RestartAsync(id, Seconds(timeout), cancellation);

    public Task KillContainerAsync(string id, string signal, CancellationToken cancellation) => Client.KillAsync(id, signal, cancellation);

    public Task PauseContainerAsync(string id, CancellationToken cancellation) => Client.PauseAsync(id, cancellation);

    public Task UnpauseContainerAsync(string id, CancellationToken cancellation) => Client.UnpauseAsync(id, cancellation);

    public Task RenameContainerAsync(string id, string name, CancellationToken cancellation) => Client.RenameAsync(id, name, cancellation);

    public Task RemoveContainerAsync(string id, bool force, bool volumes, CancellationToken cancellation) =>
        Client.RemoveAsync(id, force, volumes, cancellation);

    public async Task WriteFileAsync(string id, InjectedFile file, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(FileArchive.Of(file));
        content.Headers.ContentType = new("application/x-tar");
        var query = Query.Of(("noOverwriteDirNonDir", "true"), ("path", "/"), ("copyUIDGID", file.HasOwner ? "true" : ""));
        (await Client.SendAsync(HttpMethod.Put, $"/containers/{id}/archive{query}", content, cancellation)).Dispose();
    }

    public async Task<int> RunHookAsync(string id, HookOrder hook, Action<string>? take, CancellationToken cancellation)
    {
        var created = await Client.PostAsync(
            $"/containers/{id}/exec", HookRequest.Of(hook), ClientJson.Default.CreateExec, ClientJson.Default.CreatedExec, cancellation);
        var start = JsonSerializer.SerializeToUtf8Bytes(new StartExec(false, false, null), ClientJson.Default.StartExec);
        using var connection = await Client.HijackAsync($"/exec/{created.Id}/start", start, cancellation);
        await Task.Run(() => Read(connection, take), cancellation);
        return (await Client.GetAsync($"/exec/{created.Id}/json", ClientJson.Default.ExecDetails, cancellation)).ExitCode ?? 0;
    }

    public async Task<ContainerCondition> ConditionAsync(string id, CancellationToken cancellation)
    {
        var found = await Client.ContainerAsync(id, cancellation);
        return new ContainerCondition(
            found.Name.TrimStart('/'), found.State.Status, found.State.ExitCode, found.State.Health?.Status, found.Config.Healthcheck is not null)
        {
            Restarting = found.State.Restarting || found.State.Running,
        };
    }

    public async Task<int> WaitForExitAsync(string id, CancellationToken cancellation) =>
        (await await Client.WaitAsync(id, "not-running", cancellation)).StatusCode;

    internal static ObservedContainer Observe(ContainerSummary found) => new()
    {
        Id = found.Id,
        Name = NameOf(found),
        Image = found.Image,
        State = found.State,
        Created = found.Created,
        Labels = found.Labels ?? [],
        Networks = [.. (found.NetworkSettings?.Networks ?? []).Values.Select(endpoint => endpoint.NetworkID ?? "")],
        Mounts = [.. (found.Mounts ?? []).Select(mount => new ObservedMount(
            mount.Type ?? "", (mount.Type == "volume" ? mount.Name : mount.Source) ?? "", mount.Destination ?? "", mount.Writable))],
    };

    /// <summary>A container's own name: names with a further slash are those that others gave it by a link.</summary>
    internal static string NameOf(ContainerSummary found) => found.Names is { Count: > 0 } names
        ? (names.FirstOrDefault(name => name.LastIndexOf('/') == 0) ?? names[0]).TrimStart('/')
        : found.Id[..12];

    private static int? Seconds(TimeSpan? timeout) => (int?)timeout?.TotalSeconds;

    /// <summary>Reads a program's output to its end, which comes when the program is over.</summary>
    private static void Read(HijackedStream connection, Action<string>? take)
    {
        using var lines = new LineStream(take ?? (_ => { }));
        var frames = new FrameReader(lines, lines);
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = connection.Read(buffer)) > 0)
            frames.Feed(buffer.AsSpan(0, count));
    }
}
