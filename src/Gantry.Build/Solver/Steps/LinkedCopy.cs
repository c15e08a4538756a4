using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Build.Solver.Steps;

/// <summary>A copy that was made apart from what is below (<c>COPY --link</c>), to be laid over it. It can be laid over only what it leaves as a copy in place would:
/// a directory that is there keeps its owner and permissions, and a symbolic link on the way is followed. Where it can't, the copy is made in place.</summary>
internal static class LinkedCopy
{
    /// <summary>The key of a description that marks a step as one that lays a copy over what is below.</summary>
    public const string Mark = "linked-copy";

    /// <summary>Whether a step is one.</summary>
    public static bool Is(Vertex vertex) =>
        vertex.Metadata.Description.ContainsKey(Mark) && vertex is { Operation: MergeOperation, Inputs: [_, { Vertex.Operation: FileOperation }] };

    /// <summary>Whether the copy can be laid over what is below.</summary>
    public static bool Fits(StepFiles below, StepFiles copy)
    {
        using var lower = below.Open();
        using var upper = copy.Open();
        using var root = upper.Tree.Open("", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        return Fits(lower.Tree, root, "");
    }

    /// <summary>The same copy, made in place.</summary>
    /// <param name="merge">The step that lays it over what is below.</param>
    public static Vertex InPlace(Vertex merge)
    {
        var apart = merge.Inputs[1].Vertex;
        var count = apart.Inputs.Count;
        var actions = ((FileOperation)apart.Operation).Actions.Select(a => a with { Input = a.Input == Operation.NoInput ? count : Shifted(a.Input) });
        actions = actions.Select(a => a is CopyAction copy ? copy with { SecondaryInput = Shifted(copy.SecondaryInput) } : a);
        return Vertex.Create(new FileOperation([.. actions]), [.. apart.Inputs, merge.Inputs[0]], merge.Metadata, merge.Platform);

        // What is below is one more input; results of actions are numbered behind the inputs.
        int Shifted(int input) => input >= count ? input + 1 : input;
    }

    private static bool Fits(RootedDirectory below, SafeFileHandle directory, string path)
    {
        foreach (var name in DirectoryEntries.Names(directory))
        {
            if (At.Status(directory, name) is not { IsDirectory: true } status) continue;
            var child = $"{path}/{name}";
            using var there = below.TryOpenLiterally(child[1..], OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW, out _);
            if (there is null) continue; // new, with all that is in it
            var found = At.Status(there);
            if (!found.IsDirectory || found.Permissions != status.Permissions || found.UserId != status.UserId || found.GroupId != status.GroupId) return false;
            using var inside = At.Open(directory, name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW);
            if (!Fits(below, inside, child)) return false;
        }

        return true;
    }
}
