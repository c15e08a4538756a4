using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

using Gantry.Oci.Errors;
using Gantry.Registry.Endpoints;
using Gantry.Registry.Errors;
using Gantry.Registry.Transport;

namespace Gantry.Registry.Auth;

/// <summary>Answers a registry's challenges for one user: basic authentication, or a bearer token for each scope (distribution
/// specification, "token authentication"; without credentials an anonymous token).</summary>
/// <param name="transport">How token servers are reached.</param>
/// <param name="endpoint">The registry, whose certificates are good for its token server too.</param>
/// <param name="credentials">The user.</param>
/// <param name="wantsIdentity">Whether a token is wanted that stands for the password from now on.</param>
internal sealed class Authorizer(RegistryTransport transport, RegistryEndpoint endpoint, RegistryCredentials credentials, bool wantsIdentity = false)
{
    private const int TokenLimit = 1 << 20; // bytes; tokens of many scopes have some thousand
    private static readonly TimeSpan LeastLife = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<(string Token, DateTimeOffset End)>> _tokens = new(StringComparer.Ordinal);
    private AuthChallenge? _challenge;

    /// <summary>The token that stands for the password, where the server gave one; empty otherwise.</summary>
    public string IdentityToken { get; private set; } = "";

    /// <summary>What to send for a scope, as far as it is known what the registry wants.</summary>
    public async Task<AuthenticationHeaderValue?> HeaderAsync(string scope, CancellationToken cancellation)
    {
        if (credentials.RegistryToken.Length > 0) return new AuthenticationHeaderValue("Bearer", credentials.RegistryToken);
        if (_challenge is not { } challenge) return null;
        if (challenge.Scheme == "basic") return Basic();
        var known = await TokenAsync(challenge, scope, renew: false, cancellation);
        if (known.End < DateTimeOffset.UtcNow) known = await TokenAsync(challenge, scope, renew: true, cancellation);
        return known.Token.Length > 0 ? new AuthenticationHeaderValue("Bearer", known.Token) : null;
    }

    /// <summary>A token that several requests at once wait for is fetched once.</summary>
    private async Task<(string Token, DateTimeOffset End)> TokenAsync(AuthChallenge challenge, string scope, bool renew, CancellationToken cancellation)
    {
        Task<(string Token, DateTimeOffset End)>? fetching;
        lock (_gate)
        {
            if (renew || !_tokens.TryGetValue(scope, out fetching) || fetching.IsFaulted || fetching.IsCanceled) _tokens[scope] = fetching = FetchAsync(challenge, scope, cancellation);
        }

        return await fetching;
    }

    /// <summary>Takes a refusal up: tells whether another try can go better.</summary>
    /// <param name="refusal">The answer with status 401.</param>
    /// <param name="scope">What was asked for.</param>
    /// <param name="sent">What was shown with the request.</param>
    public bool Learn(HttpResponseMessage refusal, string scope, AuthenticationHeaderValue? sent)
    {
        var challenges = AuthChallenge.AllOf(refusal);
        var challenge = challenges.FirstOrDefault(c => c.Scheme == "bearer") ?? challenges.FirstOrDefault(c => c.Scheme == "basic");
        if (challenge is null || credentials.RegistryToken.Length > 0) return false;
        _challenge = challenge;
        if (challenge.Scheme == "basic") return sent is null && credentials.HasPassword;
        if (sent is not null && challenge["error"] == "insufficient_scope") return false; // another token would grant no more (RFC 6750, 3.1)
        lock (_gate)
            if (sent is not null) _tokens.Remove(scope); // a token that was taken back, or has run out before its time
        return true;
    }

    private AuthenticationHeaderValue? Basic() => credentials.HasPassword
        ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.User}:{credentials.Password}")))
        : null;

    private async Task<(string Token, DateTimeOffset End)> FetchAsync(AuthChallenge challenge, string scope, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(challenge["realm"], UriKind.Absolute, out var realm) || realm.Scheme is not ("http" or "https"))
            throw new GantryException(ErrorKind.Internal, $"the registry names no usable place to get a token: \"{challenge["realm"]}\"");
        using var request = credentials.IdentityToken.Length > 0 ? Exchange(realm, challenge, scope) : Query(realm, challenge, scope);
        using var answer = await transport.SendAsync(request, endpoint, cancellation);
        if (answer.StatusCode != HttpStatusCode.OK) throw await RegistryFaults.OfTokenAsync(answer, realm, cancellation);
        var body = await BoundedBody.ReadAsync(answer.Content, TokenLimit, transport.DocumentTime, $"the token of {realm.Authority}", cancellation);
        try
        {
            using var json = JsonDocument.Parse(body);
            var token = Text(json.RootElement, "token") is { Length: > 0 } first ? first : Text(json.RootElement, "access_token");
            if (wantsIdentity) IdentityToken = Text(json.RootElement, "refresh_token");
            var life = json.RootElement.TryGetProperty("expires_in", out var seconds) && seconds.TryGetInt32(out var number) ? TimeSpan.FromSeconds(number) : LeastLife;
            // Renewed a little early, so that it does not run out on its way.
            return (token, DateTimeOffset.UtcNow + (life < LeastLife ? LeastLife : life) * 0.9);
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Internal, $"unable to decode token response from {realm.Host}: {e.Message}", e);
        }
    }

    private static string Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private HttpRequestMessage Query(Uri realm, AuthChallenge challenge, string scope)
    {
        var query = new List<string>();
        if (credentials.HasPassword) query.Add($"account={Uri.EscapeDataString(credentials.User)}");
        query.AddRange(scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => $"scope={Uri.EscapeDataString(s)}"));
        if (wantsIdentity) query.AddRange(["offline_token=true", "client_id=docker"]);
        if (challenge["service"] is { } service) query.Add($"service={Uri.EscapeDataString(service)}");
        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(realm) { Query = string.Join('&', query) }.Uri);
        request.Headers.Authorization = Basic();
        return request;
    }

    private HttpRequestMessage Exchange(Uri realm, AuthChallenge challenge, string scope) => new(HttpMethod.Post, realm)
    {
        Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = credentials.IdentityToken,
            ["service"] = challenge["service"] ?? "",
            ["scope"] = scope,
            ["client_id"] = "docker",
        }),
    };
}
