using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

using Gantry.Oci.Errors;
using Gantry.Oci.References;
using Gantry.Registry.Auth;
using Gantry.Registry.Endpoints;
using Gantry.Registry.Errors;
using Gantry.Registry.Transport;

namespace Gantry.Registry.Search;

/// <summary>Searches by the first version of Docker's registry API, the only one with a search.</summary>
internal sealed class IndexSearch(RegistryTransport transport, RegistryOptions options, RegistryCredentials credentials)
{
    private const string DockerIndex = "https://index.docker.io/";
    private const int BodyLimit = 4 << 20;

    public async Task<IReadOnlyList<FoundRepository>> RunAsync(string domain, string term, int limit, CancellationToken cancellation)
    {
        IReadOnlyList<RegistryEndpoint> endpoints = domain == Reference.DefaultDomain
            ? [new RegistryEndpoint(new Uri(DockerIndex), IsVerified: true, IsMirror: false)]
            : EndpointList.Of(domain, options);
        for (var i = 0; ; i++)
        {
            try
            {
                return await AtAsync(endpoints[i], term, limit, cancellation);
            }
            catch (ConnectionException) when (i + 1 < endpoints.Count)
            {
            }
        }
    }

    private async Task<IReadOnlyList<FoundRepository>> AtAsync(RegistryEndpoint endpoint, string term, int limit, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(endpoint.Base, $"v1/search?q={Uri.EscapeDataString(term)}&n={limit}"));
        if (credentials.HasPassword)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.User}:{credentials.Password}")));
        using var answer = await transport.SendAsync(request, endpoint, cancellation);
        if (!answer.IsSuccessStatusCode) throw new GantryException(ErrorKind.Internal, $"Unexpected status code {(int)answer.StatusCode}");
        var body = await BoundedBody.ReadAsync(answer.Content, BodyLimit, options.DocumentTime, "the list of results", cancellation);
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.TryGetProperty("results", out var results) && results.ValueKind == JsonValueKind.Array
                ? [.. results.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Object).Select(Read)]
                : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new GantryException(ErrorKind.Internal, $"error decoding registry search results: {e.Message}", e);
        }
    }

    private static FoundRepository Read(JsonElement result)
    {
        return new FoundRepository(Text("name"), Text("description"), result.TryGetProperty("star_count", out var stars) && stars.TryGetInt32(out var count) ? count : 0, Flag("is_official"), Flag("is_automated"));

        string Text(string name) => result.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

        bool Flag(string name) => result.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
    }
}
