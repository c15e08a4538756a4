using Gantry.Build.Contexts;
using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

namespace Gantry.Build.Classic;

/// <summary>The files that ADD fetches from addresses; they go with this object.</summary>
internal sealed class Downloads(ContextDirectory? beside, IBuildOutput output) : IDisposable
{
    private const string Unnamed = "__unnamed__";

    private readonly List<ContextDirectory> _directories = [];

    public static bool IsAddress(string source) => source.StartsWith("http://", StringComparison.Ordinal) || source.StartsWith("https://", StringComparison.Ordinal);

    public void Dispose() => _directories.ForEach(d => d.Dispose());

    /// <summary>Fetches one.</summary>
    /// <exception cref="GantryException">Unavailable, Invalid: it can't be had, or has no name although the destination is a directory.</exception>
    public async Task<CopySource> FetchAsync(string address, string destination, CancellationToken cancellation)
    {
        using var client = new HttpClient();
        using var answer = await RemoteContext.GetAsync(client, address, cancellation);
        var name = NameOf(new Uri(address).AbsolutePath, answer);
        if (name.Length == 0 && destination.EndsWith('/')) throw new GantryException(ErrorKind.Internal, $"cannot determine filename for source {address}");
        if (name.Length == 0) name = Unnamed;
        var directory = ContextDirectory.Make(Path.GetDirectoryName(beside?.Path) ?? Path.GetTempPath());
        _directories.Add(directory);
        var file = FileName.FromText(name);
        await using (var to = new FileStream(At.Open(directory.Tree.Handle, file, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, 0x180), FileAccess.Write, 0))
        {
            await answer.Content.CopyToAsync(to, cancellation);
        }

        output.Out("\n");
        // Without a date of its own it has none, so that the same file gives the same layer.
        var modified = new FileTime(answer.Content.Headers.LastModified?.ToUnixTimeSeconds() ?? 0, 0);
        At.SetTimes(directory.Tree.Handle, file, modified, modified);
        return new CopySource(directory.Tree, name, $"file:{TreeDigest.Of(directory.Tree, name, null, cancellation)}", IsDownload: true);
    }

    private static string NameOf(string path, HttpResponseMessage answer)
    {
        if (path.Length > 0 && !path.EndsWith('/')) return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]).Replace('/', '_');
        var named = answer.Content.Headers.ContentDisposition?.FileName?.Trim('"') ?? "";
        return named.Length > 0 && !named.EndsWith('/') ? named[(named.LastIndexOf('/') + 1)..] : "";
    }
}
