using System.Formats.Tar;
using System.Net.Http.Headers;

using Gantry.Cli.Client;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan;

namespace Gantry.Cli.Compose.Watching;

/// <summary>Brings changed files into a service's containers, and removes there what is gone here.</summary>
internal sealed class FileSync(ComposeCall call, string project)
{
    /// <param name="service">The service.</param>
    /// <param name="files">Files of the host and where they are in the containers.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(string service, IReadOnlyDictionary<string, string> files, CancellationToken cancellation)
    {
        var gone = files.Where(file => !File.Exists(file.Key)).Select(file => file.Value).ToList();
        var archive = await PackAsync(files.Where(file => File.Exists(file.Key)), cancellation);
        foreach (var container in (await call.Engine.ListContainersAsync(project, cancellation)).Where(container => container.Service == service && !container.IsOneOff))
        {
            if (gone.Count > 0 && container.IsRunning)
                await call.Changes.RunHookAsync(container.Id, new HookOrder(service, ["rm", "-rf", .. gone], "", false, "", []), null, cancellation);
            if (gone.Count < files.Count && call.DryRun is null)
                await SendAsync(container, archive, cancellation);
        }
    }

    private static async Task<byte[]> PackAsync(IEnumerable<KeyValuePair<string, string>> files, CancellationToken cancellation)
    {
        var packed = new MemoryStream();
        await using (var archive = new TarWriter(packed, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (path, target) in files)
                await archive.WriteEntryAsync(path, target.TrimStart('/'), cancellation);
        }

        return packed.ToArray();
    }

    private async Task SendAsync(ObservedContainer container, byte[] archive, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(archive);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        var query = Query.Of(("path", "/"), ("noOverwriteDirNonDir", "true"), ("copyUIDGID", "true"));
        (await call.Engine.Client.SendAsync(HttpMethod.Put, $"/containers/{container.Id}/archive{query}", content, cancellation)).Dispose();
    }
}
