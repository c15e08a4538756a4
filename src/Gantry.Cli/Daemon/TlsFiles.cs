using Gantry.Cli.CommandLine;
using Gantry.Http.Hosting;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Daemon;

/// <summary>What TCP connections are encrypted with.</summary>
internal static class TlsFiles
{
    /// <summary>The files, or null where connections are not encrypted.</summary>
    /// <exception cref="CliException">A file is missing.</exception>
    public static TlsOptions? Read(DaemonFlags flags, Call call, DaemonFile file)
    {
        var verify = flags.TlsVerify.Of(call, file);
        if (!verify && !flags.Tls.Of(call, file))
            return null;
        var (certificate, key, authority) = (flags.TlsCertificate.Of(call, file), flags.TlsKey.Of(call, file), flags.TlsAuthority.Of(call, file));
        foreach (var path in (ReadOnlySpan<string>)[certificate, key])
        {
            if (Fault(path) is { } fault)
                throw new CliException($"invalid TLS configuration: Could not load X509 key pair (cert: \"{certificate}\", key: \"{key}\"): {fault}");
        }

        return !verify || Fault(authority) is not { } missing
            ? new TlsOptions(certificate, key, verify ? authority : null)
            : throw new CliException($"invalid TLS configuration: could not read CA certificate \"{authority}\": {missing}");
    }

    private static string? Fault(string path)
    {
        try
        {
            File.OpenHandle(path).Dispose();
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return SystemFault.Of("open", path, fault);
        }
    }
}
