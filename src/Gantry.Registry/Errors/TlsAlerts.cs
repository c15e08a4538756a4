namespace Gantry.Registry.Errors;

/// <summary>What a server that ends a handshake says of its reason: OpenSSL's words for it, in those of Go's library.</summary>
internal static class TlsAlerts
{
    private const string Mark = " alert ";

    /// <summary>The alert among the causes of a failure; null where there is none.</summary>
    /// <param name="fault">The failure, whose causes say such as "error:0A000418:SSL routines::tlsv1 alert unknown ca".</param>
    public static string? Find(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            var at = fault.Message.IndexOf(Mark, StringComparison.Ordinal);
            if (at >= 0 && fault.Message.Contains("SSL routines", StringComparison.Ordinal)) return InGo(fault.Message[(at + Mark.Length)..].Trim());
        }

        return null;
    }

    private static string InGo(string alert) => alert switch
    {
        "unknown ca" => "unknown certificate authority",
        "certificate unknown" => "unknown certificate",
        "certificate expired" => "expired certificate",
        "certificate revoked" => "revoked certificate",
        "protocol version" => "protocol version not supported",
        "decrypt error" => "error decrypting message",
        _ => alert,
    };
}
