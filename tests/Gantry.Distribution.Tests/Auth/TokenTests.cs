using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

using Gantry.Distribution.Auth;
using Gantry.Distribution.Hosting;
using Gantry.Distribution.Tests.Support;
using Gantry.Oci.Errors;

namespace Gantry.Distribution.Tests.Auth;

public sealed class TokenTests : ServerTests
{
    private readonly RSA rsa = RSA.Create(2048);
    private readonly ECDsa curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA stranger = RSA.Create(2048);
    private X509Certificate2 authority = null!;

    private string Bundle => Path.Combine(Path.GetDirectoryName(Root)!, "bundle.pem");

    private string KeySet => Path.Combine(Path.GetDirectoryName(Root)!, "keys.json");

    protected override DistributionOptions Configure(DistributionOptions options)
    {
        var request = new CertificateRequest("CN=tokens", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Bundle, authority.ExportCertificatePem());
        var point = curve.ExportParameters(false).Q;
        File.WriteAllText(KeySet, $$"""{"keys":[{"kty":"EC","kid":"one","crv":"P-256","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"},{"kty":"oct","k":"AA"}]}""");
        return options with { Tokens = new TokenOptions("https://auth.example.com/token", "reg", "issuer", Bundle, KeySet) };
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        rsa.Dispose();
        curve.Dispose();
        stranger.Dispose();
        authority.Dispose();
    }

    [Theory]
    [InlineData("GET", "/v2/", "")]
    [InlineData("GET", "/v2/a/b/manifests/1", ",scope=\"repository:a/b:pull\"")]
    [InlineData("PUT", "/v2/a/b/manifests/1", ",scope=\"repository:a/b:pull,push\"")]
    [InlineData("DELETE", "/v2/a/b/manifests/1", ",scope=\"repository:a/b:delete\"")]
    [InlineData("POST", "/v2/a/blobs/uploads/?mount=sha256:1&from=c", ",scope=\"repository:a:pull,push repository:c:pull\"")]
    [InlineData("GET", "/v2/_catalog", ",scope=\"registry:catalog:*\"")]
    public async Task A_client_is_told_where_to_get_which_token(string method, string path, string scope)
    {
        using var answer = await Send(new HttpMethod(method), path);
        Assert.Equal("Bearer realm=\"https://auth.example.com/token\",service=\"reg\"" + scope, Header(answer, "WWW-Authenticate"));
        await Refused(answer, HttpStatusCode.Unauthorized, "UNAUTHORIZED");
    }

    [Fact]
    public async Task A_token_of_a_known_key_grants_what_it_says_and_no_more()
    {
        var pull = Sign("""{"alg":"RS256"}""", Claims("""{"type":"repository","name":"a","actions":["pull"]}"""));
        Assert.Equal((HttpStatusCode.NotFound, ""), await Ask("GET", "/v2/a/manifests/1", pull));
        Assert.Equal((HttpStatusCode.OK, ""), await Ask("GET", "/v2/", pull));
        Assert.Equal((HttpStatusCode.Unauthorized, "insufficient_scope"), await Ask("POST", "/v2/a/blobs/uploads/", pull));
        Assert.Equal((HttpStatusCode.Unauthorized, "insufficient_scope"), await Ask("GET", "/v2/b/manifests/1", pull));
        var push = Sign("""{"alg":"ES256","kid":"one"}""", Claims("""{"type":"repository","name":"a","actions":["*"]}"""));
        Assert.Equal((HttpStatusCode.Accepted, ""), await Ask("POST", "/v2/a/blobs/uploads/", push));
    }

    [Fact]
    public async Task A_certificate_the_bundle_vouches_for_signs_too()
    {
        using var leaf = RSA.Create(2048);
        var request = new CertificateRequest("CN=leaf", leaf, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), [1]);
        var header = $$"""{"alg":"RS512","x5c":["{{Convert.ToBase64String(certificate.RawData)}}"]}""";
        Assert.Equal((HttpStatusCode.OK, ""), await Ask("GET", "/v2/", Sign(header, Claims(), leaf)));
        using var own = new CertificateRequest("CN=leaf", leaf, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        var unknown = $$"""{"alg":"RS512","x5c":["{{Convert.ToBase64String(own.RawData)}}"]}""";
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_token"), await Ask("GET", "/v2/", Sign(unknown, Claims(), leaf)));
    }

    [Fact]
    public async Task A_token_that_is_not_ours_lets_nobody_in()
    {
        foreach (var (token, why) in new[]
        {
            (Sign("""{"alg":"RS256"}""", Claims(), stranger), "another's key"),
            (Sign("""{"alg":"RS256","kid":"other"}""", Claims()), "a key nobody knows"),
            (Sign("""{"alg":"RS256"}""", Claims(issuer: "other")), "another issuer"),
            (Sign("""{"alg":"RS256"}""", Claims(audience: "other")), "for another registry"),
            (Sign("""{"alg":"RS256"}""", Claims(end: -120)), "run out"),
            (Sign("""{"alg":"RS256"}""", Claims(begin: 3600)), "not yet good"),
            (Sign("""{"alg":"none"}""", Claims())[..^4], "unsigned"),
            (Part("""{"alg":"none"}""") + "." + Part(Claims()) + ".", "unsigned, and says so"),
            (Sign("""{"alg":"RS256"}""", "[]"), "no claims"),
            ("a.b.c", "nonsense"),
            ("", "nothing"),
        })
        {
            var found = await Ask("GET", "/v2/", token);
            Assert.True(found == (HttpStatusCode.Unauthorized, "invalid_token"), $"{why}: {found}");
        }
    }

    [Fact]
    public void Without_keys_there_is_no_registry() =>
        Assert.Equal(
            "token authentication needs a root certificate bundle or a set of keys",
            Assert.Throws<GantryException>(() => new TokenKeys(new TokenOptions("https://x/", "reg", "issuer", null, null))).Message);

    private static string Claims(string access = "", string issuer = "issuer", string audience = "reg", int end = 300, int begin = -10)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $$"""{"iss":"{{issuer}}","aud":["x","{{audience}}"],"exp":{{now + end}},"nbf":{{now + begin}},"access":[{{access}}]}""");
    }

    private string Sign(string header, string claims, RSA? with = null)
    {
        var content = $"{Part(header)}.{Part(claims)}";
        var bytes = Encoding.ASCII.GetBytes(content);
        var signature = header.Contains("ES256", StringComparison.Ordinal) ? curve.SignData(bytes, HashAlgorithmName.SHA256)
            : (with ?? rsa).SignData(bytes, header.Contains("512", StringComparison.Ordinal) ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private async Task<(HttpStatusCode Status, string Error)> Ask(string method, string path, string token)
    {
        using var answer = await Send(new HttpMethod(method), path, null, ("Authorization", "Bearer " + token));
        var challenge = Header(answer, "WWW-Authenticate");
        return (answer.StatusCode, challenge.Split("error=\"") is [_, var error] ? error.TrimEnd('"') : "");
    }
}
