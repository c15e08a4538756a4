using Gantry.Build.Contexts;
using Gantry.Linux.Files;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.Sessions;

/// <summary>The client of a build that was asked for without gRPC: it sent its context with the request, or has it elsewhere. What else it has, it may serve by a session.</summary>
/// <param name="body">The context; null: it is elsewhere.</param>
/// <param name="session">The session; null: there is none.</param>
/// <param name="missing">The id of a session that was named and has not come; empty: none was named. That is a fault only where something is asked of it.</param>
internal sealed class UploadedContext(Stream? body, IBuildSession? session, string missing = "") : IBuildSession
{
    public string Id => session?.Id ?? "";

    public string SharedKey => session?.SharedKey ?? "";

    public CancellationToken Ended => session?.Ended ?? CancellationToken.None;

    private IBuildSession Session => session ?? throw Fault("no active sessions");

    public Task<SyncedTree> SyncDirectoryAsync(DirectoryRequest request, string destination, Action<long> progress, CancellationToken cancellation) =>
        (session ?? throw Fault("failed to load cache key: could not access local files without session")).SyncDirectoryAsync(request, destination, progress, cancellation);

    public Task<ReadOnlyMemory<byte>?> GetSecretAsync(string id, CancellationToken cancellation) => Session.GetSecretAsync(id, cancellation);

    public Task<IAsyncDisposable?> ForwardAgentAsync(string id, string socketPath, CancellationToken cancellation) => Session.ForwardAgentAsync(id, socketPath, cancellation);

    public Task<SessionCredentials?> GetCredentialsAsync(string host, CancellationToken cancellation) =>
        session?.GetCredentialsAsync(host, cancellation) ?? Task.FromResult<SessionCredentials?>(null);

    public Task<string?> FetchTokenAsync(TokenRequest request, CancellationToken cancellation) => session?.FetchTokenAsync(request, cancellation) ?? Task.FromResult<string?>(null);

    public Task<Stream> OpenExportAsync(string exporterId, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation) =>
        Session.OpenExportAsync(exporterId, metadata, cancellation);

    public Task SendDirectoryAsync(string exporterId, string source, FileTime? modified, Action<long> progress, CancellationToken cancellation) =>
        Session.SendDirectoryAsync(exporterId, source, modified, progress, cancellation);

    public Task PutContentAsync(string store, Descriptor blob, Func<Stream> open, CancellationToken cancellation) => Session.PutContentAsync(store, blob, open, cancellation);

    public Task<Stream> OpenContentAsync(string store, Digest blob, long from, CancellationToken cancellation) => Session.OpenContentAsync(store, blob, from, cancellation);

    public Task<Stream> OpenUploadAsync(string address, CancellationToken cancellation) => body is null ? Session.OpenUploadAsync(address, cancellation) : Task.FromResult(body);

    private GantryException Fault(string without) => new(ErrorKind.Invalid, missing.Length > 0 ? $"no active session for {missing}: context deadline exceeded" : without);
}
