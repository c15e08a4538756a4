using Gantry.Build.Contexts;
using Gantry.Linux.Files;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.Sessions;

/// <summary>The client of a build that sent its context with the request; what else it has, it may serve by a session.</summary>
/// <param name="body">The context.</param>
/// <param name="session">The session; null: it serves nothing.</param>
internal sealed class UploadedContext(Stream body, IBuildSession? session) : IBuildSession
{
    public string Id => session?.Id ?? "";

    public string SharedKey => session?.SharedKey ?? "";

    public CancellationToken Ended => session?.Ended ?? CancellationToken.None;

    private IBuildSession Session => session ?? throw new GantryException(ErrorKind.Invalid, "no active sessions");

    public Task<SyncedTree> SyncDirectoryAsync(DirectoryRequest request, string destination, Action<long> progress, CancellationToken cancellation) =>
        Session.SyncDirectoryAsync(request, destination, progress, cancellation);

    public Task<ReadOnlyMemory<byte>?> GetSecretAsync(string id, CancellationToken cancellation) =>
        session?.GetSecretAsync(id, cancellation) ?? Task.FromResult<ReadOnlyMemory<byte>?>(null);

    public Task<IAsyncDisposable?> ForwardAgentAsync(string id, string socketPath, CancellationToken cancellation) =>
        session?.ForwardAgentAsync(id, socketPath, cancellation) ?? Task.FromResult<IAsyncDisposable?>(null);

    public Task<SessionCredentials?> GetCredentialsAsync(string host, CancellationToken cancellation) =>
        session?.GetCredentialsAsync(host, cancellation) ?? Task.FromResult<SessionCredentials?>(null);

    public Task<string?> FetchTokenAsync(TokenRequest request, CancellationToken cancellation) => session?.FetchTokenAsync(request, cancellation) ?? Task.FromResult<string?>(null);

    public Task<Stream> OpenExportAsync(string exporterId, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation) =>
        Session.OpenExportAsync(exporterId, metadata, cancellation);

    public Task SendDirectoryAsync(string exporterId, string source, FileTime? modified, Action<long> progress, CancellationToken cancellation) =>
        Session.SendDirectoryAsync(exporterId, source, modified, progress, cancellation);

    public Task PutContentAsync(string store, Descriptor blob, Func<Stream> open, CancellationToken cancellation) => Session.PutContentAsync(store, blob, open, cancellation);

    public Task<Stream> OpenContentAsync(string store, Digest blob, long from, CancellationToken cancellation) => Session.OpenContentAsync(store, blob, from, cancellation);

    public Task<Stream> OpenUploadAsync(string address, CancellationToken cancellation) => Task.FromResult(body);
}
