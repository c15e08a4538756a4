using System.Security.Cryptography;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Streams;
using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan;
using Gantry.Compose.Plan.Create;

namespace Gantry.Cli.Compose.Up;

/// <summary>The one container of a <c>run</c>: made, written into, started, attached to.</summary>
/// <param name="call">The command.</param>
/// <param name="project">The project, with what the service depends on.</param>
/// <param name="service">The service as it is to run.</param>
internal sealed class OneOffRun(ComposeCall call, Project project, Service service)
{
    private const int SlugBytes = 32;
    private const int ShortSlug = 12;

    /// <summary>Its name; empty: one is made.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether it goes when it ends.</summary>
    public bool Remove { get; init; }

    /// <summary>Whether its input is ours.</summary>
    public bool Interactive { get; init; }

    /// <summary>Whether it is known under its service's names.</summary>
    public bool UseAliases { get; init; }

    /// <summary>Makes it, all but started; returns its id.</summary>
    /// <param name="seen">What the engine has.</param>
    /// <param name="cancellation">Ends the requests.</param>
    public async Task<string> MakeAsync(ObservedProject seen, CancellationToken cancellation)
    {
        var slug = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SlugBytes));
        var name = Name.Length > 0 ? Name : $"{project.Name}{call.Separator}{service.Name}{call.Separator}run{call.Separator}{slug[..ShortSlug]}";
        var order = OneOffOrder.Of(project, service, seen, name, new OneOff(slug, Remove, Interactive, UseAliases), call.Separator);
        var (id, warnings) = await call.Changes.CreateContainerAsync(order, cancellation);
        foreach (var warning in warnings)
            call.Warn(warning);
        foreach (var file in InjectedFiles.Of(project, service))
            await call.Changes.WriteFileAsync(id, file, cancellation);
        return id;
    }

    /// <summary>Starts it in the background and prints its id.</summary>
    public async Task<int> StartAsync(string id, CancellationToken cancellation)
    {
        await call.Changes.StartContainerAsync(id, cancellation);
        await call.Out.WriteLineAsync(id);
        return 0;
    }

    /// <summary>Starts it, joins its streams to ours, and returns its exit code.</summary>
    public async Task<int> AttachAsync(string id, CancellationToken cancellation)
    {
        var client = call.Engine.Client;
        using var signals = SignalProxy.Start(client, id);
        using var connection = await client.AttachAsync(id, Interactive, stdout: true, stderr: true, cancellation);
        var session = new AttachSession(call.Streams, connection) { SendsInput = Interactive, Terminal = service.Tty }.RunAsync();
        var waiting = await client.WaitAsync(id, Remove ? "removed" : "next-exit", cancellation);
        await client.StartAsync(id, cancellation);
        using var size = service.Tty && call.Streams.OutputIsTerminal
            ? await WindowSizeProxy.StartAsync(call.Streams, (rows, columns) => client.ResizeAsync(id, rows, columns, CancellationToken.None))
            : null;
        if (await session == SessionEnd.Detached)
            return 0;
        var waited = await waiting;
        return waited.Error?.Message is { Length: > 0 } fault ? throw new CliException(fault) : waited.StatusCode;
    }
}
