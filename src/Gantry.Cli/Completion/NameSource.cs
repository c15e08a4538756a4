using Gantry.Cli.Client;
using Gantry.Cli.Settings;

namespace Gantry.Cli.Completion;

/// <summary>The names of what is there, for words that stand for objects.</summary>
internal sealed class NameSource(EngineClient engine, ClientSettings settings)
{
    private const string Running = """{"status":["running","paused"]}""";

    /// <summary>The names a place in a usage line stands for, <c>CONTAINER</c>, <c>IMAGE</c> and so on; none where it is free text.</summary>
    /// <param name="place">The word in the usage line, brackets and dots removed.</param>
    /// <param name="verb">The command, which may be of use for running containers only.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IEnumerable<Candidate>> OfAsync(string place, string verb, CancellationToken cancellation) => place switch
    {
        "CONTAINER" => await ContainersAsync(verb, cancellation),
        "IMAGE" or "SOURCE_IMAGE" or "TARGET_IMAGE" or "REPOSITORY" or "NAME" => await ImagesAsync(cancellation),
        "VOLUME" => (await engine.VolumesAsync("", cancellation)).Select(volume => new Candidate(volume.Name, volume.Driver)),
        "NETWORK" => (await engine.NetworksAsync("", cancellation)).Select(network => new Candidate(network.Name, network.Driver)),
        "CONTEXT" => settings.Contexts.All().Select(context => new Candidate(context.Name, context.Description)).Prepend(new Candidate("default", "")),
        "NAME|ID" => (await ContainersAsync("inspect", cancellation)).Concat(await ImagesAsync(cancellation)),
        _ => [],
    };

    /// <summary>The names a flag's value stands for.</summary>
    public Task<IEnumerable<Candidate>> OfFlagAsync(string flag, CancellationToken cancellation) => OfAsync(
        flag switch
        {
            "--network" or "--net" => "NETWORK",
            "--volumes-from" or "--link" => "CONTAINER",
            "--context" => "CONTEXT",
            _ => "",
        },
        "", cancellation);

    private async Task<IEnumerable<Candidate>> ContainersAsync(string verb, CancellationToken cancellation)
    {
        var onlyRunning = verb is "attach" or "exec" or "kill" or "pause" or "port" or "stats" or "stop" or "top" or "unpause";
        return (await engine.ContainersAsync(all: true, onlyRunning ? Running : "", cancellation))
            .SelectMany(container => (container.Names ?? []).Select(name => new Candidate(name.TrimStart('/'), $"{container.Image}, {container.Status}")));
    }

    private async Task<IEnumerable<Candidate>> ImagesAsync(CancellationToken cancellation) =>
        (await engine.ImagesAsync("", cancellation)).SelectMany(image => (image.RepoTags ?? []).Where(tag => tag != "<none>:<none>").Select(tag => new Candidate(tag, "")));
}
