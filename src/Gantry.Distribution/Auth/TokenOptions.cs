namespace Gantry.Distribution.Auth;

/// <summary>A token server clients are sent to, and how its tokens are known (Docker registry token authentication).</summary>
/// <param name="Realm">Its address.</param>
/// <param name="Service">What this registry is called there; the audience of its tokens.</param>
/// <param name="Issuer">Who signs them.</param>
/// <param name="RootCertificates">A file of certificates (PEM) whose keys, or whose children's keys, sign; null: none.</param>
/// <param name="KeySet">A file of keys (JWKS, RFC 7517) that sign; null: none.</param>
public sealed record TokenOptions(string Realm, string Service, string Issuer, string? RootCertificates, string? KeySet);
