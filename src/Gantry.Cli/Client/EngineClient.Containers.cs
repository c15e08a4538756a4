using System.Globalization;

namespace Gantry.Cli.Client;

internal sealed partial class EngineClient
{
    public Task<CreatedContainer> CreateAsync(CreateContainer body, string name, string platform, CancellationToken cancellation) =>
        PostAsync(
            "/containers/create" + Query.Of(("name", name), ("platform", platform)),
            body, ClientJson.Default.CreateContainer, ClientJson.Default.CreatedContainer, cancellation);

    public Task<ContainerDetails> ContainerAsync(string container, CancellationToken cancellation) =>
        GetAsync($"/containers/{Query.Escape(container)}/json", ClientJson.Default.ContainerDetails, cancellation);

    public Task<List<ContainerSummary>> ContainersAsync(bool all, string filters, CancellationToken cancellation) =>
        GetAsync("/containers/json" + Query.Of(("all", Flag(all)), ("filters", filters)), ClientJson.Default.ListContainerSummary, cancellation);

    public Task StartAsync(string container, CancellationToken cancellation) => PostAsync($"/containers/{Query.Escape(container)}/start", cancellation);

    public Task KillAsync(string container, string signal, CancellationToken cancellation) =>
        PostAsync($"/containers/{Query.Escape(container)}/kill" + Query.Of(("signal", signal)), cancellation);

    /// <param name="container">The container.</param>
    /// <param name="seconds">How long it may take before it is killed; null: as long as the container says.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task StopAsync(string container, int? seconds, CancellationToken cancellation) =>
        PostAsync($"/containers/{Query.Escape(container)}/stop" + Query.Of(("t", Seconds(seconds))), cancellation);

    /// <inheritdoc cref="StopAsync"/>
    public Task RestartAsync(string container, int? seconds, CancellationToken cancellation) =>
        PostAsync($"/containers/{Query.Escape(container)}/restart" + Query.Of(("t", Seconds(seconds))), cancellation);

    public Task PauseAsync(string container, CancellationToken cancellation) => PostAsync($"/containers/{Query.Escape(container)}/pause", cancellation);

    public Task UnpauseAsync(string container, CancellationToken cancellation) => PostAsync($"/containers/{Query.Escape(container)}/unpause", cancellation);

    public Task RenameAsync(string container, string name, CancellationToken cancellation) =>
        PostAsync($"/containers/{Query.Escape(container)}/rename" + Query.Of(("name", name)), cancellation);

    public Task RemoveAsync(string container, bool force, bool volumes, CancellationToken cancellation) =>
        DeleteAsync($"/containers/{Query.Escape(container)}" + Query.Of(("force", Flag(force)), ("v", Flag(volumes))), cancellation);

    public Task<ProcessTable> TopAsync(string container, CancellationToken cancellation) =>
        GetAsync($"/containers/{Query.Escape(container)}/top", ClientJson.Default.ProcessTable, cancellation);

    public Task ResizeAsync(string container, int rows, int columns, CancellationToken cancellation) =>
        PostAsync($"/containers/{Query.Escape(container)}/resize" + Size(rows, columns), cancellation);

    public Task ResizeExecAsync(string exec, int rows, int columns, CancellationToken cancellation) =>
        PostAsync($"/exec/{Query.Escape(exec)}/resize" + Size(rows, columns), cancellation);

    public Task<HijackedStream> AttachAsync(string container, bool stdin, bool stdout, bool stderr, CancellationToken cancellation) =>
        HijackAsync(
            $"/containers/{Query.Escape(container)}/attach" + Query.Of(
                ("stderr", Flag(stderr)), ("stdin", Flag(stdin)), ("stdout", Flag(stdout)), ("stream", "1")),
            default, cancellation);

    /// <summary>Asks for the exit status; the returned task of the task ends when the container does.</summary>
    /// <param name="container">The container.</param>
    /// <param name="condition">What to wait for: not-running, next-exit or removed.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Completed once the engine has the request, so that no exit is missed; the inner task brings the status.</returns>
    public async Task<Task<WaitedContainer>> WaitAsync(string container, string condition, CancellationToken cancellation)
    {
        var answer = await SendAsync(
            HttpMethod.Post, $"/containers/{Query.Escape(container)}/wait" + Query.Of(("condition", condition)), null, cancellation);
        return ReadAsync(answer, ClientJson.Default.WaitedContainer, cancellation);
    }

    private static string Size(int rows, int columns) =>
        Query.Of(("h", rows.ToString(CultureInfo.InvariantCulture)), ("w", columns.ToString(CultureInfo.InvariantCulture)));

    private static string Seconds(int? seconds) => seconds?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Flag(bool on) => on ? "1" : "";
}
