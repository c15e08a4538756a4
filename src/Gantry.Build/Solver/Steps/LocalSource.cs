using System.Text.Json;

using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Sessions;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.Solver.Steps;

/// <summary>Brings files of the client's directories.</summary>
internal static class LocalSource
{
    public static async Task<StepFiles> RunAsync(StepContext context, Vertex vertex, SourceOperation source, CancellationToken cancellation)
    {
        var request = new DirectoryRequest(source.Name)
        {
            IncludePatterns = List(source, SourceAttributes.IncludePatterns),
            ExcludePatterns = List(source, SourceAttributes.ExcludePatterns),
            FollowPaths = List(source, SourceAttributes.FollowPaths),
            IgnoreExisting = source.Attribute(SourceAttributes.Differ) == "none",
        };
        var hint = source.Attribute(SourceAttributes.SharedKeyHint) ?? source.Name;
        var brought = await BringAsync(context, vertex.Digest, request, $"{hint}\n{string.Join('\n', request.IncludePatterns)}", isIndexed: true, cancellation);
        return new DirectoryFiles(brought.Directory.Path, $"local {source.Identifier} {brought.Identity}", brought.Content);
    }

    /// <summary>Brings files, or takes those that another build of the client has brought.</summary>
    /// <param name="context">The build.</param>
    /// <param name="vertex">The step that progress shows it as.</param>
    /// <param name="request">Which files.</param>
    /// <param name="kept">Where they are kept for the next build from the client's place.</param>
    /// <param name="isIndexed">Whether what its files hold is remembered: worth it where there are many.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<BroughtFiles> BringAsync(StepContext context, Digest vertex, DirectoryRequest request, string kept, bool isIndexed, CancellationToken cancellation)
    {
        if (context.Request.LocalSessions.GetValueOrDefault(request.Name) is { } session)
        {
            var key = string.Join('\n', [session.Id, kept, "", .. request.ExcludePatterns, "", .. request.FollowPaths]);
            return await context.Host.Transfers.GetAsync(key, context, () => TransferAsync(context, session, vertex, request, kept, isIndexed, cancellation), cancellation);
        }

        var own = await TransferAsync(context, context.Session ?? throw new GantryException(ErrorKind.Invalid, "failed to load cache key: could not access local files without session"), vertex, request, kept, isIndexed, cancellation);
        context.Hold(own.Directory);
        return own;
    }

    private static async Task<BroughtFiles> TransferAsync(StepContext context, IBuildSession session, Digest vertex, DirectoryRequest request, string kept, bool isIndexed, CancellationToken cancellation)
    {
        var directory = context.Host.Locals.Take(session.SharedKey.Length == 0 ? "" : $"{session.SharedKey}\n{kept}", $"local source for {request.Name}");
        try
        {
            var shown = new ShownTransfer(context.Progress, vertex, $"transferring {request.Name}:");
            var content = await session.SyncDirectoryAsync(isIndexed ? request with { Known = directory.OpenIndex() } : request, directory.Path, shown.Bytes, cancellation);
            shown.Done();
            return new BroughtFiles(directory, content, $"{session.Id} {Guid.NewGuid():N}");
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private static string[] List(SourceOperation source, string name)
    {
        if (source.Attribute(name) is not { Length: > 0 } json) return [];
        try
        {
            return JsonSerializer.Deserialize(json, SourceJson.Default.StringArray) ?? [];
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"{name} is no list of texts: {json}", e);
        }
    }
}

/// <summary>Lists in sources' attributes.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class SourceJson : System.Text.Json.Serialization.JsonSerializerContext;
