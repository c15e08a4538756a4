using System.Runtime.CompilerServices;
using System.Text.Json;

using Gantry.Cli.Client;
using Gantry.Cli.Settings.Credentials;
using Gantry.Cli.CommandLine;
using Gantry.Compose.Execute;
using Gantry.Compose.Observed;

namespace Gantry.Cli.Compose.Engine;

/// <summary>What projects ask of an engine, asked through Docker's API. Cut by the kind of object.</summary>
/// <param name="client">The engine.</param>
/// <param name="credentials">Who its user is to registries.</param>
/// <param name="proxies">The variables of proxies that containers get who have none of that name.</param>
internal sealed partial class ComposeEngine(EngineClient client, CredentialStores credentials, IReadOnlyList<KeyValuePair<string, string>> proxies) : IEngine
{
    public EngineClient Client { get; } = client;

    public Task<IAsyncEnumerable<ContainerEvent>> WatchAsync(string project, CancellationToken cancellation) => WatchAsync(project, "", "", cancellation);

    /// <summary>What happened to a project's containers since then, and what happens until then; empty: from now on, for ever.</summary>
    public async Task<IAsyncEnumerable<ContainerEvent>> WatchAsync(string project, string since, string until, CancellationToken cancellation)
    {
        var filters = Filters.ToJson(["type=container", $"label={ComposeLabels.Project}={project}"]);
        // The engine answers with the head once it listens: from then on nothing is missed.
        var stream = await Client.GetStreamAsync("/events" + Query.Of(("filters", filters), ("since", since), ("until", until)), cancellation);
        return ReadEventsAsync(stream, cancellation);
    }

    private static async IAsyncEnumerable<ContainerEvent> ReadEventsAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var lines = new StreamReader(stream);
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length > 0 && JsonSerializer.Deserialize(line, ClientJson.Default.EngineEvent) is { } found)
            {
                yield return new ContainerEvent(
                    found.Actor.ID ?? "", found.Action, (IReadOnlyDictionary<string, string>?)found.Actor.Attributes ?? new Dictionary<string, string>())
                {
                    Time = found.TimeNano,
                };
            }
        }
    }
}
