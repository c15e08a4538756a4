namespace Gantry.Cli.Settings.Credentials;

/// <summary>Where credentials are kept.</summary>
internal interface ICredentialStore
{
    /// <summary>The credential for a server; <see cref="Credential.None"/> where there is none.</summary>
    Task<Credential> FindAsync(string server, CancellationToken cancellation);

    /// <summary>Keeps a credential for its server.</summary>
    /// <returns>What the user is told of where a password went; null: nothing, for it is in good hands or was there before.</returns>
    Task<string?> StoreAsync(Credential credential, CancellationToken cancellation);

    /// <summary>Forgets the credential for a server; there need not be one.</summary>
    Task EraseAsync(string server, CancellationToken cancellation);
}
