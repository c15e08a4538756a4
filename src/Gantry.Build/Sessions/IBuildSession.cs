using Gantry.Build.Contexts;
using Gantry.Linux.Files;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.Sessions;

/// <summary>The client's side of a build: its files, secrets, agents and credentials, asked for while the build goes on.</summary>
public interface IBuildSession
{
    /// <summary>The session's id.</summary>
    string Id { get; }

    /// <summary>Names the place the client builds from, equal in the next build from there; empty: none.</summary>
    string SharedKey { get; }

    /// <summary>Fires when the client has left.</summary>
    CancellationToken Ended { get; }

    /// <summary>Makes a directory equal to one of the client's, transferring only what differs. Nothing outside of it is touched, whatever the client sends.</summary>
    /// <param name="request">Which files.</param>
    /// <param name="destination">The directory; what is there from the last time is compared and reused.</param>
    /// <param name="progress">Hears the bytes transferred so far.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What the directory holds now.</returns>
    /// <exception cref="GantryException">The client has no such directory, or breaks the protocol.</exception>
    Task<SyncedTree> SyncDirectoryAsync(DirectoryRequest request, string destination, Action<long> progress, CancellationToken cancellation);

    /// <summary>A secret.</summary>
    /// <param name="id">The client's name for it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Its content; null: the client has none of that name.</returns>
    Task<ReadOnlyMemory<byte>?> GetSecretAsync(string id, CancellationToken cancellation);

    /// <summary>Serves the client's ssh agent on a socket.</summary>
    /// <param name="id">The client's name for it; empty: its default.</param>
    /// <param name="socketPath">Where the socket is made.</param>
    /// <param name="cancellation">Ends the asking.</param>
    /// <returns>Ends the serving and removes the socket; null: the client has no such agent.</returns>
    Task<IAsyncDisposable?> ForwardAgentAsync(string id, string socketPath, CancellationToken cancellation);

    /// <summary>The credentials the client has for a registry.</summary>
    /// <param name="host">The registry, for Docker Hub "registry-1.docker.io".</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Null: it has none.</returns>
    Task<SessionCredentials?> GetCredentialsAsync(string host, CancellationToken cancellation);

    /// <summary>Has the client fetch a token for a registry, so that its secret stays with it.</summary>
    /// <param name="request">For what.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The token; null: the client can't.</returns>
    Task<string?> FetchTokenAsync(TokenRequest request, CancellationToken cancellation);

    /// <summary>Opens a file that the client writes, for an exported archive.</summary>
    /// <param name="exporterId">The exporter's id; empty: the one place there is.</param>
    /// <param name="metadata">What the client is told before, for example the annotations of an image.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Takes the bytes. Disposing of it waits for the client to have them all; a cancellation before drops them.</returns>
    Task<Stream> OpenExportAsync(string exporterId, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation);

    /// <summary>Sends a directory for the client to keep.</summary>
    /// <param name="exporterId">The exporter's id; empty: the one place there is.</param>
    /// <param name="source">The directory.</param>
    /// <param name="modified">When everything is said to have changed last; null: when it did.</param>
    /// <param name="progress">Hears the bytes transferred so far.</param>
    /// <param name="cancellation">Ends it.</param>
    Task SendDirectoryAsync(string exporterId, string source, FileTime? modified, Action<long> progress, CancellationToken cancellation);

    /// <summary>Puts a blob into a store of the client's, unless it is there.</summary>
    /// <param name="store">The store, "local:DIRECTORY" for a directory.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="open">Opens its bytes.</param>
    /// <param name="cancellation">Ends it.</param>
    Task PutContentAsync(string store, Descriptor blob, Func<Stream> open, CancellationToken cancellation);

    /// <summary>Opens a blob of a store of the client's.</summary>
    /// <param name="store">The store.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="from">The first byte wanted.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<Stream> OpenContentAsync(string store, Digest blob, long from, CancellationToken cancellation);

    /// <summary>Reads what the client uploads, for example a context that it reads from its standard input.</summary>
    /// <param name="address">The upload's address, <c>http://buildkit-session/ID</c>.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<Stream> OpenUploadAsync(string address, CancellationToken cancellation);
}

/// <summary>Which of the client's files are wanted. Patterns are those of .dockerignore, already read.</summary>
/// <param name="Name">The directory, for example "context" or "dockerfile".</param>
public sealed record DirectoryRequest(string Name)
{
    /// <summary>What alone is wanted; empty: all.</summary>
    public IReadOnlyList<string> IncludePatterns { get; init; } = [];

    /// <summary>What is not wanted.</summary>
    public IReadOnlyList<string> ExcludePatterns { get; init; } = [];

    /// <summary>Paths that are wanted with what symbolic links in them lead to.</summary>
    public IReadOnlyList<string> FollowPaths { get; init; } = [];

    /// <summary>Whether every file is transferred, whatever is there.</summary>
    public bool IgnoreExisting { get; init; }

    /// <summary>What the files at the destination are known to hold; null: nothing is known.</summary>
    public ContentIndex? Known { get; init; }
}

/// <summary>Credentials for a registry.</summary>
/// <param name="UserName">The user; empty: the secret is an identity token.</param>
/// <param name="Secret">The password or token.</param>
public sealed record SessionCredentials(string UserName, string Secret);

/// <summary>A token for a registry.</summary>
/// <param name="Host">The registry.</param>
/// <param name="Realm">The address of its token server.</param>
/// <param name="Service">What the token server calls the registry.</param>
/// <param name="Scopes">What may be done with the token.</param>
/// <param name="ClientId">Who asks.</param>
public sealed record TokenRequest(string Host, string Realm, string Service, IReadOnlyList<string> Scopes, string ClientId);
