using Gantry.Engine.Containers.Trees;
using Gantry.Oci.Errors;
using Gantry.Storage.Snapshots;

namespace Gantry.Api.Tests.Fakes;

/// <summary>Containers without a file system.</summary>
internal sealed class FakeTrees : IContainerTrees
{
    public CommitRequest? Committed { get; private set; }

    public IReadOnlyDictionary<string, string> DirectoriesOf(string reference) => new Dictionary<string, string> { ["UpperDir"] = "/data/snapshots/1/fs" };

    public IReadOnlyList<SnapshotChange> Changes(string reference) => [new(ChangeKind.Changed, "/etc"), new(ChangeKind.Added, "/etc/new"), new(ChangeKind.Deleted, "/gone")];

    public Func<Stream, CancellationToken, Task> Export(string reference) => throw Missing();

    public Task<PathStat> StatAsync(string reference, string path, CancellationToken cancellation) => throw Missing();

    public Task<OutgoingArchive> OpenAsync(string reference, string path, CancellationToken cancellation) => throw Missing();

    public Task ExtractAsync(string reference, string path, Stream archive, bool keepsKinds, bool ownedByUser, CancellationToken cancellation) => throw Missing();

    public Task MakeDirectoryAsync(string reference, string path, CancellationToken cancellation) => Task.CompletedTask;

    public Task<string> CommitAsync(string reference, CommitRequest request, CancellationToken cancellation)
    {
        Committed = request;
        return Task.FromResult("sha256:" + new string('c', 64));
    }

    private static GantryException Missing() => new(ErrorKind.NotFound, "Could not find the file");
}
