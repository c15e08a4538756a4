using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Web;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Distribution;

/// <summary>
/// A token server of the test's own on the engine's machine (Docker's registry token authentication). It knows "me" with the password "pw", who may do anything, and
/// lets everybody else pull what is below <c>free/</c>. Whoever asks for an offline token gets one, "refresh", that stands for "me" from then on.
/// </summary>
internal sealed class TokenServer : IDisposable
{
    public const string Service = "the registry", Issuer = "the test";

    private readonly TcpListener listener;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly List<string> asked = [];

    private TokenServer(TcpListener listener)
    {
        this.listener = listener;
        var point = key.ExportParameters(false).Q;
        KeySet = $$"""{"keys":[{"kty":"EC","kid":"one","crv":"P-256","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}]}""";
        _ = Serve();
    }

    /// <summary>Where clients ask.</summary>
    public string Realm => $"http://{listener.LocalEndpoint}/token";

    /// <summary>The keys it signs with, as a registry reads them.</summary>
    public string KeySet { get; }

    /// <summary>How each client proved who it is: <c>basic</c>, <c>refresh</c>, <c>nobody</c> or <c>wrong</c>.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (asked)
                return [.. asked];
        }
    }

    public static async Task<TokenServer> Start(Host host) => new(await host.Inside(() =>
    {
        var made = new TcpListener(IPAddress.Loopback, 0);
        made.Start();
        return made;
    }));

    public void Dispose()
    {
        listener.Dispose();
        key.Dispose();
    }

    private async Task Serve()
    {
        try
        {
            while (true)
                _ = Answer(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task Answer(TcpClient client)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            var target = (await reader.ReadLineAsync() ?? "").Split(' ');
            var (login, length) = ("", 0);
            while (await reader.ReadLineAsync() is { Length: > 0 } header)
            {
                if (header.StartsWith("Authorization: Basic ", StringComparison.OrdinalIgnoreCase))
                    login = Encoding.UTF8.GetString(Convert.FromBase64String(header["Authorization: Basic ".Length..]));
                else if (header.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))
                    length = int.Parse(header["Content-Length: ".Length..], CultureInfo.InvariantCulture);
            }

            var body = new char[length];
            if (length > 0) await reader.ReadBlockAsync(body); // for nothing it would wait as well
            var form = HttpUtility.ParseQueryString(length > 0 ? new string(body) : target[1].Split('?', 2) is [_, var query] ? query : "");
            var who = (login, form["grant_type"], form["refresh_token"], form["username"], form["password"]) switch
            {
                ("me:pw", _, _, _, _) or (_, "password", _, "me", "pw") => "basic",
                (_, "refresh_token", "refresh", _, _) => "refresh",
                ("", null, _, _, _) => "nobody",
                _ => "wrong",
            };
            lock (asked)
                asked.Add(who);
            var answer = who == "wrong" ? "{\"details\":\"incorrect username or password\"}" : Token(form, who != "nobody", form["offline_token"] == "true" || form["access_type"] == "offline");
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {(who == "wrong" ? "401 Unauthorized" : "200 OK")}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(answer)}\r\nConnection: close\r\n\r\n{answer}"));
        }
    }

    private string Token(System.Collections.Specialized.NameValueCollection form, bool isKnown, bool isOffline)
    {
        // Each is TYPE:NAME:ACTION,ACTION, in one parameter or several.
        var granted = (form.GetValues("scope") ?? []).SelectMany(scopes => scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(scope => scope.Split(':')).Where(scope => scope.Length == 3)
            .Select(scope => $$"""{"type":"{{scope[0]}}","name":"{{scope[1]}}","actions":[{{string.Join(',', scope[2].Split(',').Where(action => isKnown || (action == "pull" && scope[1].StartsWith("free/", StringComparison.Ordinal))).Select(action => $"\"{action}\""))}}]}""");
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = string.Create(CultureInfo.InvariantCulture, $$"""{"iss":"{{Issuer}}","aud":"{{Service}}","nbf":{{now - 10}},"exp":{{now + 300}},"access":[{{string.Join(',', granted)}}]}""");
        var content = $"{Part("{\"alg\":\"ES256\",\"kid\":\"one\"}")}.{Part(claims)}";
        var token = $"{content}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256))}";
        return $$"""{"token":"{{token}}","access_token":"{{token}}","expires_in":300{{(isKnown && isOffline ? ",\"refresh_token\":\"refresh\"" : "")}}}""";
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
