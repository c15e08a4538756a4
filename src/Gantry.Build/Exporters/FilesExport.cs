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
/// linux_amd64/sbom.spdx.json     …, as the scanner calls it
/// </code></summary>
internal sealed class FilesExport(StepHost host, ExportOptions options, bool isMap)
{
    private const uint StatementPermissions = 0x1A4; // rw-r--r--

    /// <summary>Hands the tree to whoever sends it.</summary>
    public async Task SendAsync(IReadOnlyList<ResultPart> parts, Func<RootedDirectory, Task> send, CancellationToken cancellation)
    {
        var said = new List<IReadOnlyList<Claim>>();
        foreach (var part in parts) said.Add(part.Reference is { } reference ? await reference.ClaimsAsync(inImage: false, cancellation) : []);
        if (!isMap && said[0].Count == 0)
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
            if (said[index].Count == 0) continue;
            var subjects = Subjects(tree, place.Path, directory, cancellation);
            foreach (var claim in said[index])
            {
                var (stem, extension) = (Path.GetFileNameWithoutExtension(claim.FileName), Path.GetExtension(claim.FileName));
                var file = $"{options.Text("attestation-prefix")}{stem}{(isMap && !split ? "." + name : "")}{extension}";
                var content = Statement.Write(claim.PredicateType, claim.Subjects.Count > 0 ? claim.Subjects : subjects, claim.Write, isIndented: true);
                // The tree is a stranger's: a link of that name leads nowhere outside it.
                using var opened = tree.Open($"{directory.TrimEnd('/')}/{file}", OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_NOFOLLOW, StatementPermissions);
                RandomAccess.Write(opened, content, 0);
            }
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
