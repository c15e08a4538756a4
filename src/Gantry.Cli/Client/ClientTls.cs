using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using Gantry.Cli.CommandLine;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Client;

/// <summary>How a TCP connection to the engine is encrypted.</summary>
internal sealed class ClientTls
{
    private readonly string? authority;
    private readonly X509Certificate2? identity;

    private ClientTls(string? authority, X509Certificate2? identity)
    {
        this.authority = authority;
        this.identity = identity;
    }

    /// <summary>What the flags and the environment (<c>DOCKER_TLS</c>, <c>DOCKER_TLS_VERIFY</c>, <c>DOCKER_CERT_PATH</c>) ask for; null: no encryption.</summary>
    /// <exception cref="CliException">A file cannot be read.</exception>
    public static ClientTls? Choose(IReadOnlyDictionary<string, string> flags)
    {
        var verify = flags.TryGetValue("tlsverify", out var verifyFlag) ? verifyFlag == "true" : FromEnvironment("DOCKER_TLS_VERIFY") is not null;
        var encrypt = flags.TryGetValue("tls", out var tlsFlag) ? tlsFlag == "true" : FromEnvironment("DOCKER_TLS") is not null;
        if (!verify && !encrypt)
            return null;
        var directory = FromEnvironment("DOCKER_CERT_PATH") ?? FromEnvironment("DOCKER_CONFIG") ?? Path.Combine(FromEnvironment("HOME") ?? "/root", ".docker");
        var (authority, certificate, key) = (Named("tlscacert", "ca.pem"), Named("tlscert", "cert.pem"), Named("tlskey", "key.pem"));
        try
        {
            if (verify)
                File.OpenHandle(authority).Dispose();
            return new ClientTls(verify ? authority : null, File.Exists(certificate) ? Load(certificate, key) : null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"unable to resolve docker endpoint: {SystemFault.Of("open", authority, fault)}");
        }
        catch (CryptographicException fault)
        {
            throw new CliException($"could not load X509 key pair ({certificate}, {key}): {fault.Message}");
        }

        string Named(string flag, string file) => flags.GetValueOrDefault(flag) ?? Path.Combine(directory, file);
    }

    /// <summary>Shakes hands over a connection.</summary>
    /// <param name="connection">The connection; closed with the result.</param>
    /// <param name="host">The name the engine must prove.</param>
    /// <exception cref="AuthenticationException">The engine is not who it should be, or does not let this client in.</exception>
    public SslStream Secure(Stream connection, string host)
    {
        var stream = new SslStream(connection, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions { TargetHost = host, ClientCertificates = identity is null ? [] : [identity] };
        if (authority is null)
        {
#pragma warning disable CA5359 // --tls without --tlsverify asks for encryption alone, as with Docker.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(authority);
        }

        stream.AuthenticateAsClient(options);
        return stream;
    }

    private static X509Certificate2 Load(string certificate, string key)
    {
        using var pem = X509Certificate2.CreateFromPemFile(certificate, key);
        // A key straight from PEM is not one the handshake can use.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    private static string? FromEnvironment(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
