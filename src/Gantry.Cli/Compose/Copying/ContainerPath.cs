using System.Text.Json;
using System.Text.Json.Serialization;

using Gantry.Cli.Client;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Compose.Copying;

/// <summary>What a container has at a path.</summary>
/// <param name="Name">The last part of the path.</param>
/// <param name="Mode">Its mode, as Go keeps it.</param>
/// <param name="LinkTarget">Where it leads, if it is a link.</param>
internal sealed record ContainerPath(
    [property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("mode")] uint Mode, [property: JsonPropertyName("linkTarget")] string? LinkTarget)
{
    private const string Header = "X-Docker-Container-Path-Stat";
    private const uint DirectoryBit = 1u << 31;
    private const uint LinkBit = 1u << 27;

    public bool IsDirectory => (Mode & DirectoryBit) != 0;

    public bool IsLink => (Mode & LinkBit) != 0;

    /// <summary>Looks; null: there is nothing.</summary>
    public static async Task<ContainerPath?> FindAsync(EngineClient client, string container, string path, CancellationToken cancellation)
    {
        try
        {
            using var answer = await client.SendAsync(HttpMethod.Head, $"/containers/{container}/archive" + Query.Of(("path", path)), null, cancellation);
            return Of(answer);
        }
        catch (EngineException fault) when (fault.Kind == ErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>Reads it off an answer's header.</summary>
    public static ContainerPath Of(HttpResponseMessage answer) =>
        JsonSerializer.Deserialize(Convert.FromBase64String(answer.Headers.GetValues(Header).First()), CopyJson.Default.ContainerPath)
        ?? throw new JsonException("the engine's answer is empty");
}

/// <summary>The document in an archive's header.</summary>
[JsonSerializable(typeof(ContainerPath))]
internal sealed partial class CopyJson : JsonSerializerContext;
