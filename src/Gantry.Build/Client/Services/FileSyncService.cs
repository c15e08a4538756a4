using Gantry.Build.Dockerfiles;
using Gantry.Build.Sessions.Files;
using Gantry.Build.Sessions.Protocol;
using Gantry.Linux.Paths;

using Grpc.Core;

namespace Gantry.Build.Client.Services;

/// <summary>The client's directories. Which one is wanted, and what of it, is said by metadata of the call.</summary>
internal sealed class FileSyncService(IReadOnlyDictionary<string, string> directories) : FileSync.FileSyncBase
{
    public override async Task DiffCopy(IAsyncStreamReader<Packet> requestStream, IServerStreamWriter<Packet> responseStream, ServerCallContext context)
    {
        var name = context.RequestHeaders.GetValue("dir-name") ?? "";
        if (!directories.TryGetValue(name, out var directory)) throw new RpcException(new Status(StatusCode.NotFound, $"no access allowed to dir \"{name}\""));
        using var root = RootedDirectory.Open(directory);
        var followed = Values(context, "followpaths");
        var included = Values(context, "include-patterns");
        if (followed.Count > 0) included = FollowedPaths.Find(root, followed) is { } paths ? [.. included, .. paths] : [];
        var selection = new FileSelection(included.Count > 0 ? IgnoreRules.Of(included) : null, IgnoreRules.Of(Values(context, "exclude-patterns")));
        // Who owns the files here means nothing there.
        using var sender = new TreeSender(root, requestStream, responseStream, _ => { }) { Selection = selection, Owner = (0, 0) };
        await sender.RunAsync(context.CancellationToken);
    }

    /// <summary>The values of a header; where not all are ASCII, all are encoded, and another header says so.</summary>
    private static List<string> Values(ServerCallContext context, string name)
    {
        var isEncoded = context.RequestHeaders.GetValue(name + "-encoded") == "1";
        return [.. context.RequestHeaders.GetAll(name).Select(entry => isEncoded ? Uri.UnescapeDataString(entry.Value.Replace('+', ' ')) : entry.Value)];
    }
}
