using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Daemon;
using Gantry.Distribution.Auth;
using Gantry.Distribution.Hosting;
using Gantry.Distribution.Upstream;
using Gantry.Http.Hosting;
using Gantry.Oci.Errors;
using Gantry.Registry.Auth;
using Gantry.Registry.Proxies;

namespace Gantry.Cli.Registry;

/// <summary><c>gantry registry serve</c>: a registry, until a signal ends it.</summary>
internal sealed class RegistryServeVerb : Verb
{
    private const int UserSignal = 10; // SIGUSR1, for which the framework has no name

    private readonly Option<IReadOnlyList<IPEndPoint>> listen = Flag.ListOf("--listen", "address", "Address to listen on, ADDRESS:PORT or :PORT (default 127.0.0.1:5000)", Address);
    private readonly Option<string> passwords = Flag.Text("--htpasswd", "File with those who may come in, made by htpasswd -B (default: everybody may)", word: "file");
    private readonly Option<bool> readOnly = Flag.Switch("--read-only", "Serve what is there and take nothing in");
    private readonly Option<string> root = Flag.Text("--root", "Directory that holds the registry", "/var/lib/gantry-registry");

    private readonly Option<TimeSpan> interval = Flag.Duration("--collect-every", "How often to remove content no manifest names (default 24h; SIGUSR1 does it at once)");
    private readonly Option<TimeSpan> patience = Flag.Duration("--keep-unused", "How long content no manifest names stays after a client last asked for it (default 24h)");

    private readonly Option<string> realm = Flag.Text("--token-realm", "Address of a token server clients are sent to", word: "url");
    private readonly Option<string> service = Flag.Text("--token-service", "What the registry is called at the token server", word: "name");
    private readonly Option<string> issuer = Flag.Text("--token-issuer", "Who signs the tokens", word: "name");
    private readonly Option<string> roots = Flag.Text("--token-rootcertbundle", "Certificates of those who sign tokens (PEM)", word: "file");
    private readonly Option<string> keySet = Flag.Text("--token-jwks", "Keys of those who sign tokens (JWKS)", word: "file");

    private readonly Option<string> certificate = Flag.Text("--tls-cert", "Certificate to encrypt connections with, and its intermediates (PEM)", word: "file");
    private readonly Option<string> key = Flag.Text("--tls-key", "Key of the certificate (PEM)", word: "file");

    private readonly Option<IPEndPoint?> metrics = Flag.Of("--metrics-addr", "address", "Address of the metrics for Prometheus, ADDRESS:PORT (default: none)", Address, (IPEndPoint?)null);

    private readonly Option<string> upstream = Flag.Text("--upstream", "Be a cache of the registry at this address", word: "url");
    private readonly Option<string> upstreamUser = Flag.Text("--upstream-user", "As whom to ask that registry (default: nobody)", word: "name");
    private readonly Option<string> upstreamPassword = Flag.Text("--upstream-password-file", "File with that user's password", word: "file");
    private readonly Option<TimeSpan> keepCached = Flag.Duration("--keep-cached", "How long a cache keeps what nobody asks for (default 168h)");

    private readonly StorageFlags storage = new();

    public RegistryServeVerb()
        : base("serve", "[OPTIONS]", "Run a registry that Docker, podman, skopeo and every client of the OCI distribution specification push to and pull from.", Operands.None) =>
        Accept([passwords, listen, readOnly, root, interval, patience, realm, service, issuer, roots, keySet, certificate, key, metrics, upstream, upstreamUser, upstreamPassword, keepCached, .. storage.All]);

    public override int UsageCode => 1;

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        try
        {
            await ServeAsync(call, cancellation);
            return 0;
        }
        catch (CryptographicException fault)
        {
            throw new CliException($"invalid TLS configuration: {fault.Message}");
        }
        catch (Exception fault) when (fault is GantryException or IOException or UnauthorizedAccessException)
        {
            throw new CliException($"failed to start the registry: {fault.Message}");
        }
    }

    private async Task ServeAsync(Call call, CancellationToken cancellation)
    {
        var log = new DaemonLog(call.Error, TimeProvider.System, ServiceManager.HasJournal());
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        var options = new DistributionOptions { Root = call.Get(root), Bucket = storage.Read(call), Report = log.Warn, MetricsAddress = call.Get(metrics), ReadOnly = call.Get(readOnly), Tls = Tls(call), Tokens = Tokens(call), Upstream = Upstream(call), PasswordFile = call.Given(passwords) ? call.Get(passwords) : null };
        if (call.Given(listen))
            options = options with { Addresses = call.Get(listen) };
        if (call.Given(patience))
            options = options with { BlobPatience = call.Get(patience) };
        await using var server = new DistributionServer(options);
        using var collecting = new CollectionClock(server, log);
        using var asked = PosixSignalRegistration.Create((PosixSignal)UserSignal, collecting.Ask);
        if (!options.ReadOnly)
            collecting.Every(call.Given(interval) ? call.Get(interval) : TimeSpan.FromDays(1));
        await server.StartAsync(cancellation);
        foreach (var address in server.Addresses)
            log.Info($"registry listens on {address}");
        foreach (var address in server.MetricsAddresses)
            log.Info($"metrics are at {address}/metrics");
        await ended.Task;
        log.Info("stopping");

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ended.TrySetResult();
        }
    }

    private TokenOptions? Tokens(Call call)
    {
        if (!call.Given(realm) && !call.Given(service) && !call.Given(issuer))
            return null;
        if (!call.Given(realm) || !call.Given(service) || !call.Given(issuer))
            throw new CliException("--token-realm, --token-service and --token-issuer go together");
        if (call.Given(passwords))
            throw new CliException("--htpasswd and --token-realm cannot be used together");
        return new TokenOptions(call.Get(realm), call.Get(service), call.Get(issuer), call.Given(roots) ? call.Get(roots) : null, call.Given(keySet) ? call.Get(keySet) : null);
    }

    private UpstreamOptions? Upstream(Call call)
    {
        if (!call.Given(upstream))
            return call.Given(upstreamUser) || call.Given(upstreamPassword) || call.Given(keepCached) ? throw new CliException("--upstream-user, --upstream-password-file and --keep-cached need --upstream") : null;
        if (!Uri.TryCreate(call.Get(upstream), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.PathAndQuery != "/" || address.UserInfo.Length > 0)
            throw new CliException($"invalid --upstream {call.Get(upstream)}: use https://HOST[:PORT]");
        if (call.Given(upstreamUser) != call.Given(upstreamPassword))
            throw new CliException("--upstream-user and --upstream-password-file go together");
        var options = new UpstreamOptions { Address = address };
        options = options with { Transport = options.Transport with { Proxies = ProxySettings.OfEnvironment() } };
        if (call.Given(upstreamUser))
            options = options with { Credentials = new RegistryCredentials(call.Get(upstreamUser), Password(call.Get(upstreamPassword)), "", "", address.Authority) };
        return call.Given(keepCached) ? options with { Keep = call.Get(keepCached) } : options;
    }

    private static string Password(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"cannot read the password of the upstream registry: {fault.Message}");
        }
    }

    private TlsOptions? Tls(Call call) => (call.Given(certificate), call.Given(key)) switch
    {
        (false, false) => null,
        (true, true) => new TlsOptions(call.Get(certificate), call.Get(key), null),
        _ => throw new CliException("--tls-cert and --tls-key go together"),
    };

    private static IPEndPoint Address(string text)
    {
        var full = text.StartsWith(':') ? "[::]" + text : text.StartsWith("localhost:", StringComparison.Ordinal) ? "127.0.0.1" + text["localhost".Length..] : text;
        return full.LastIndexOf(':') > full.LastIndexOf(']') && IPEndPoint.TryParse(full, out var address)
            ? address
            : throw new FormatException("use ADDRESS:PORT or :PORT");
    }
}
