using System.Text;

using Gantry.Build.Contexts;
using Gantry.Build.Sessions.Files;
using Gantry.Build.Sessions.Protocol;
using Gantry.Linux.Paths;
using Gantry.Oci.Errors;

using Grpc.Core;

namespace Gantry.Build.Sessions;

internal sealed partial class BuildSession
{
    private const string FileSyncService = "moby.filesync.v1.FileSync";

    /// <inheritdoc/>
    public async Task<SyncedTree> SyncDirectoryAsync(DirectoryRequest request, string destination, Action<long> progress, CancellationToken cancellation)
    {
        if (!Serves(FileSyncService, "DiffCopy")) throw new GantryException(ErrorKind.Invalid, "no local sources enabled");
        using var ends = Link(cancellation);
        var headers = new Metadata();
        Add(headers, "dir-name", [request.Name]);
        Add(headers, "include-patterns", request.IncludePatterns);
        Add(headers, "exclude-patterns", request.ExcludePatterns);
        Add(headers, "followpaths", request.FollowPaths);
        using var call = new FileSync.FileSyncClient(_channel).DiffCopy(Options(ends.Token, headers));
        try
        {
            using var root = RootedDirectory.Open(destination);
            using var receiver = new TreeReceiver(root, call.ResponseStream, call.RequestStream, request.IgnoreExisting, request.Known, progress);
            var tree = await receiver.RunAsync(ends.Token);
            await call.RequestStream.CompleteAsync();
            return tree;
        }
        catch (RpcException failure)
        {
            throw Translate(failure, cancellation);
        }
    }

    /// <summary>Adds patterns. Headers are ASCII: where one is not, all are encoded, and another header says so.</summary>
    private static void Add(Metadata headers, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0) return;
        var encoded = values.Any(v => !Ascii.IsValid(v) || v.Any(char.IsControl));
        headers.Add(name, string.Join(RepeatedHeaders.Separator, encoded ? values.Select(Uri.EscapeDataString) : values));
        if (encoded) headers.Add(name + "-encoded", "1");
    }
}
