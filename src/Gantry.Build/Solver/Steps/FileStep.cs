using Gantry.Build.Copies;
using Gantry.Build.Dockerfiles;
using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Storage.Trees;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Build.Solver.Steps;

/// <summary>Changes files: COPY, ADD, WORKDIR and what clients' graphs ask for.</summary>
internal sealed class FileStep(StepContext context, Vertex vertex, FileOperation operation, IReadOnlyList<StepFiles> inputs, CancellationToken cancellation)
{
    private const uint PermissionBits = 0xFFF;

    /// <summary>What the sources come to, for the cache: names, permissions and content of all that is read.</summary>
    public IReadOnlyList<string> Digests()
    {
        var digests = new List<string>();
        foreach (var action in operation.Actions.OfType<CopyAction>())
        {
            if (action.SecondaryInput == Operation.NoInput || action.SecondaryInput >= inputs.Count) continue;
            using var from = inputs[action.SecondaryInput].Open();
            foreach (var path in Sources(from.Tree, action, Fault))
            {
                var place = TreeCopy.Resolve(from.Tree, path);
                digests.Add($"{path} {inputs[action.SecondaryInput].DigestOf(from.Tree, place, Selection(action), cancellation)}");
            }
        }

        return digests;

        GantryException Fault(string path) => new BuildException($"failed to calculate checksum of ref {Guid.NewGuid():N}::{Guid.NewGuid():N}: \"{path}\": not found") { Vertex = vertex };
    }

    /// <summary>Does it.</summary>
    public async Task<IReadOnlyList<StepFiles>> RunAsync()
    {
        var done = new List<StepFiles>();
        var results = new SortedDictionary<int, StepFiles>();
        for (var index = 0; index < operation.Actions.Count; index++)
        {
            var action = operation.Actions[index];
            var below = await LayersAsync(action.Input == Operation.NoInput ? null : action.Input < inputs.Count ? inputs[action.Input] : done[action.Input - inputs.Count]);
            using var step = context.Host.Store.Steps.Begin(below.ChainId, isRoot: false);
            using (var view = step.Open())
            {
                await ActAsync(action, view.Tree, done);
                for (; GoesOn(index); index++)
                {
                    done.Add(below);
                    action = operation.Actions[index + 1];
                    await ActAsync(action, view.Tree, done);
                }
            }

            var after = below.Then(await step.CommitAsync(context.Lease, cancellation), vertex.Name);
            done.Add(after);
            if (action.Output != FileAction.NoOutput) results[action.Output] = after;
        }

        return [.. results.Values];
    }

    /// <summary>Whether nobody but the next action sees what an action came to: then both make one layer.</summary>
    private bool GoesOn(int index)
    {
        var result = inputs.Count + index;
        return operation.Actions[index].Output == FileAction.NoOutput
            && index + 1 < operation.Actions.Count && operation.Actions[index + 1].Input == result
            && operation.Actions.Skip(index + 1).Count(a => a.Input == result) == 1
            && !operation.Actions.Skip(index + 1).OfType<CopyAction>().Any(a => a.SecondaryInput == result);
    }

    /// <summary>Files as layers: a directory becomes one.</summary>
    private async Task<LayeredFiles> LayersAsync(StepFiles? files) => files switch
    {
        null => new LayeredFiles(context.Host.Store, []),
        LayeredFiles layered => layered,
        _ => await TreeCopies.ToLayersAsync(context, files, cancellation),
    };

    private async Task ActAsync(FileAction action, RootedDirectory tree, List<StepFiles> done)
    {
        switch (action)
        {
            case CopyAction copy:
                await CopyAsync(copy, tree, done);
                break;
            case MakeFileAction file:
                MakeFile(file, tree);
                break;
            case MakeDirectoryAction directory:
                new TreeCopier(tree, tree, new CopyRules { Owner = Owner(directory.Owner, tree) ?? (0, 0), Mode = ModeChange.Of((uint)directory.Mode & PermissionBits), Time = Time(directory.Timestamp) })
                    .MakeDirectories(TreeCopy.Resolve(tree, directory.Path));
                break;
            case SymlinkAction link:
                using (var parent = tree.Open(FileName.FromText(TreeCopier.ParentOf(link.Path)), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY))
                {
                    var errno = At.TryMakeSymbolicLink(FileName.FromText(link.Target), parent, FileName.FromText(TreeCopier.NameOf(link.Path)));
                    if (errno != 0) throw new KernelException("symlink", link.Path, errno);
                }

                break;
            case RemoveAction remove:
                Remove(remove, tree);
                break;
        }
    }

    private async Task CopyAsync(CopyAction copy, RootedDirectory to, List<StepFiles> done)
    {
        using var from = Source(copy, done).Open();
        var rules = new CopyRules
        {
            Owner = Owner(copy.Owner, to),
            Mode = copy.ModeText.Length > 0 ? ModeChange.Parse(copy.ModeText) : copy.Mode is { } mode and >= 0 ? ModeChange.Of((uint)mode) : null,
            Time = Time(copy.Timestamp),
            Contents = copy.DirectoryContents,
            FollowsLinks = copy.FollowSymlinks,
            Replaces = copy.ReplaceExisting,
            Selects = Selection(copy),
        };
        foreach (var path in Sources(from.Tree, copy, p => new GantryException(ErrorKind.NotFound, $"lstat {p}: no such file or directory")))
        {
            var place = TreeCopy.Resolve(from.Tree, path);
            if (copy.UnpackArchive && Archives.IsArchive(from.Tree, place)) await Archives.UnpackAsync(from.Tree, place, to, copy.Destination, rules.Owner, cancellation);
            else new TreeCopier(from.Tree, to, rules).Copy(path, copy.Destination, cancellation);
        }
    }

    /// <summary>What is copied from; where there is nothing, an empty tree.</summary>
    private StepFiles Source(CopyAction copy, List<StepFiles> done) => copy.SecondaryInput switch
    {
        Operation.NoInput => new LayeredFiles(context.Host.Store, []),
        var input when input < inputs.Count => inputs[input],
        var input => done[input - inputs.Count],
    };

    private static Func<string, bool>? Selection(CopyAction copy)
    {
        if (copy.IncludePatterns.Count == 0 && copy.ExcludePatterns.Count == 0) return null;
        var filter = new PathFilter(Rules("include", copy.IncludePatterns), Rules("exclude", copy.ExcludePatterns));
        return filter.Selects;
    }

    private static IgnoreRules Rules(string kind, IReadOnlyList<string> patterns)
    {
        try
        {
            return IgnoreRules.Of(patterns);
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Kind, $"invalid {kind}patterns: [{string.Join(' ', patterns)}]: {e.Message}", e);
        }
    }

    private static List<string> Sources(RootedDirectory tree, CopyAction copy, Func<string, GantryException> missing)
    {
        var paths = new List<string>();
        if (copy.AllowWildcard && SourcePattern.HasWildcards(copy.Source))
        {
            using var root = tree.Open("", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            Walk(root, "", new SourcePattern(PathText.Clean(copy.Source)[1..]), paths);
            return paths.Count > 0 || copy.AllowEmptyWildcard ? paths : throw missing(copy.Source);
        }

        return TreeCopy.Status(tree, TreeCopy.Resolve(tree, copy.Source)) is null ? throw missing(copy.Source) : [copy.Source];
    }

    private static void Walk(SafeFileHandle directory, string path, SourcePattern pattern, List<string> matches)
    {
        foreach (var name in DirectoryEntries.Names(directory))
        {
            var child = path.Length == 0 ? FileName.ToText(name) : $"{path}/{FileName.ToText(name)}";
            if (pattern.Matches(child))
            {
                matches.Add("/" + child);
                continue;
            }

            using var open = At.TryOpen(directory, name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0, out _);
            if (open is not null && child.Length < FileName.PathLimit) Walk(open, child, pattern, matches);
        }
    }

    private static void MakeFile(MakeFileAction file, RootedDirectory tree)
    {
        using var open = tree.Open(FileName.FromText(file.Path), OpenFlags.O_WRONLY | OpenFlags.O_CREAT, (uint)file.Mode & PermissionBits);
        OpenFile.SetLength(open, 0, file.Path);
        OpenFile.Write(open, file.Content.Span, file.Path);
        var owner = Owner(file.Owner, tree) ?? (0, 0);
        OpenFile.ChangeOwner(open, owner.User, owner.Group, file.Path);
        OpenFile.ChangePermissions(open, (uint)file.Mode & PermissionBits, file.Path);
        if (Time(file.Timestamp) is { } time) OpenFile.SetTimes(open, time, time, file.Path);
    }

    private static void Remove(RemoveAction remove, RootedDirectory tree)
    {
        var path = PathText.Clean(remove.Path);
        using var parent = tree.TryOpen(FileName.FromText(TreeCopier.ParentOf(path)), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, out _);
        var name = FileName.FromText(TreeCopier.NameOf(path));
        if (parent is null || At.TryStatus(parent, name, out _) is null)
        {
            if (!remove.AllowNotFound) throw new GantryException(ErrorKind.NotFound, $"rm {path}: no such file or directory");
            return;
        }

        FileTree.Remove(parent, name);
    }

    private static (uint User, uint Group)? Owner(FileOwner? owner, RootedDirectory tree)
    {
        if (owner is null) return null;
        var (user, group) = owner.User switch
        {
            null => (0u, 0u),
            { Name: null, Id: var id } => (id, id),
            { Name: var name } => OwnerText.FindUser(tree, name) ?? (0, 0), // a name that nobody has is root's number, as in BuildKit
        };
        return (user, owner.Group switch { null => group, { Name: null, Id: var id } => id, { Name: var name } => OwnerText.FindGroup(tree, name) ?? group });
    }

    private static FileTime? Time(long? nanoseconds) => nanoseconds is { } value and >= 0 ? new FileTime(value / 1_000_000_000, value % 1_000_000_000) : null;
}
