namespace Gantry.Http.Hosting;

/// <summary>Files of the server's identity in PEM form.</summary>
/// <param name="CertificatePath">The server's certificate, with intermediates.</param>
/// <param name="KeyPath">Its private key.</param>
/// <param name="ClientAuthorityPath">The authority clients must prove a certificate of; null: clients need none.</param>
public sealed record TlsOptions(string CertificatePath, string KeyPath, string? ClientAuthorityPath);
