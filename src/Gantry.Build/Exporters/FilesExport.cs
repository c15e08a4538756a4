using System.Security.Cryptography;

using Gantry.Build.Attestations;
using Gantry.Build.Copies;
using Gantry.Build.Solver.Steps;
using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Images;

namespace Gantry.Build.Exporters;

/// <summary>Results as one tree of files: a directory a platform where there are several, and what is said of them beside them.
/// <code>
/// linux_amd64/…                  linux_arm64/…
/// linux_amd64/provenance.json    linux_arm64/provenance.json
/// </code></summary>
internal sealed class FilesExport(StepHost host, ExportOptions options, bool isMap)
{
    private const uint StatementPermissions = 0x1A4; // rw-r--r--

    /// <summary>Hands the tree to whoever sends it.</summary>
    public async Task SendAsync(IReadOnlyList<ResultPart> parts, Func<RootedDirectory, Task> send, CancellationToken cancellation)
    {
        var said = parts.Select(p => p.Reference is { Wish: { InlineOnly: false } wish } reference ? reference.Attest(wish) : null).ToList();
        if (!isMap && said[0] is null)
        {
            using var only = parts[0].Files.Open();
            await send(only.Tree);
            return;
        }

        using var place = host.Locals.Take("");
        using var tree = RootedDirectory.Open(place.Path);
        var split = options.Switch("platform-split", otherwise: isMap);
        for (var index = 0; index < parts.Count; index++)
        {
            var name = parts[index].Key.Replace('/', '_');
            var directory = split ? "/" + name : "/";
            using (var files = parts[index].Files.Open()) new TreeCopier(files.Tree, tree, new CopyRules()).Copy("/", directory, cancellation);
            if (said[index] is not { } provenance) continue;
            var file = $"{options.Text("attestation-prefix")}provenance{(isMap && !split ? "." + name : "")}.json";
            var subjects = Subjects(tree, place.Path, directory, cancellation);
            var content = Statement.Write(provenance.PredicateType, subjects, provenance.Write, isIndented: true);
            // The tree is a stranger's: a link of that name leads nowhere outside it.
            using var opened = tree.Open($"{directory.TrimEnd('/')}/{file}", OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_NOFOLLOW, StatementPermissions);
            RandomAccess.Write(opened, content, 0);
        }

        await send(tree);
    }

    /// <summary>Every file by the digest of its content.</summary>
    private static List<(string Name, Digest Digest)> Subjects(RootedDirectory tree, string place, string directory, CancellationToken cancellation)
    {
        var root = Path.Combine(place, directory.TrimStart('/'));
        var subjects = new List<(string, Digest)>();
        // Links are passed over, so nothing outside is read; neither is what is no file.
        var every = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var path in Directory.EnumerateFiles(root, "*", every).Order(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Storage.Trees.TreeCopy.Status(tree, "/" + Path.GetRelativePath(place, path)) is not { Kind: FileKind.Regular }) continue;
            using var content = File.OpenRead(path);
            subjects.Add((Path.GetRelativePath(root, path), Digest.Parse("sha256:" + Convert.ToHexStringLower(SHA256.HashData(content)))));
        }

        return subjects;
    }
}
