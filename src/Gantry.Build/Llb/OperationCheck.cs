using Gantry.Build.Graph.Operations;
using Gantry.Oci.Errors;

namespace Gantry.Build.Llb;

/// <summary>Whether an operation that a client sent makes sense: the solver relies on it. Numbers name inputs that there are, and results are numbered without gaps.</summary>
internal static class OperationCheck
{
    /// <summary>Checks one.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="inputs">How many inputs its vertex has.</param>
    /// <exception cref="GantryException">Invalid.</exception>
    public static void Check(Operation operation, int inputs)
    {
        switch (operation)
        {
            case ExecOperation exec:
                Check(exec, inputs);
                break;
            case FileOperation file:
                Check(file, inputs);
                break;
            case MergeOperation merge:
                if (merge.Inputs.Count < 2) throw Invalid("merge op must have at least two inputs");
                foreach (var input in merge.Inputs) Input(input, inputs, "merge");
                break;
            case DiffOperation diff:
                Input(diff.Lower, inputs, "diff");
                Input(diff.Upper, inputs, "diff");
                break;
            case SourceOperation { Scheme: "" } source:
                throw Invalid($"failed to parse source identifier {source.Identifier}");
        }
    }

    private static void Check(ExecOperation exec, int inputs)
    {
        if (exec.Process.Arguments.Count == 0) throw Invalid("invalid exec op with no args");
        if (exec.Mounts.Count == 0) throw Invalid("invalid exec op with no mounts");
        if (exec.Mounts.Count(m => m.Destination == "/") != 1) throw Invalid("invalid exec op with no rootfs");
        if (exec.Mounts.First(m => m.Destination == "/").Kind != ExecMountKind.Bind) throw Invalid("invalid exec op: the root filesystem must be a bind mount");
        if (!Enum.IsDefined(exec.Network)) throw Invalid($"invalid network mode {(int)exec.Network}");
        if (!Enum.IsDefined(exec.Security)) throw Invalid($"invalid security mode {(int)exec.Security}");
        foreach (var mount in exec.Mounts)
        {
            if (mount.Destination.Length == 0) throw Invalid("invalid mount with an empty destination");
            if (!Enum.IsDefined(mount.Kind)) throw Invalid($"mount type {(int)mount.Kind} not implemented");
            Input(mount.Input, inputs, "mount");
            var isComplete = mount.Kind switch
            {
                ExecMountKind.Cache => mount.Cache is { } cache && Enum.IsDefined(cache.Sharing),
                ExecMountKind.Secret => mount.Secret is not null,
                ExecMountKind.Ssh => mount.Ssh is not null,
                _ => true,
            };
            if (!isComplete) throw Invalid($"invalid {mount.Kind.ToString().ToLowerInvariant()} mount options");
            if (mount.Output != ExecMount.NoOutput && (mount.ReadOnly || mount.Kind != ExecMountKind.Bind)) throw Invalid($"mount {mount.Destination} can't be a result");
        }

        Outputs([.. exec.Mounts.Select(m => m.Output)]);
    }

    private static void Check(FileOperation file, int inputs)
    {
        if (file.Actions.Count == 0) throw Invalid("invalid file op with no actions");
        for (var index = 0; index < file.Actions.Count; index++)
        {
            var action = file.Actions[index];
            Input(action.Input, inputs + index, "file");
            Input(action.SecondaryInput, inputs + index, "file");
            if (action is CopyAction { SecondaryInput: Operation.NoInput }) throw Invalid("invalid copy action without a source");
            var owner = action switch
            {
                CopyAction copy => copy.Owner,
                MakeFileAction made => made.Owner,
                MakeDirectoryAction made => made.Owner,
                SymlinkAction link => link.Owner,
                _ => null,
            };
            foreach (var name in (OwnerName?[])[owner?.User, owner?.Group])
                if (name?.Name is not null) Input(name.Input, inputs + index, "user");
        }

        Outputs([.. file.Actions.Select(a => a.Output)]);
    }

    private static void Input(int number, int count, string what)
    {
        if (number < Operation.NoInput || number >= count) throw Invalid($"invalid {what} input index {number}, it has {count}");
    }

    private static void Outputs(IReadOnlyList<int> numbers)
    {
        var results = numbers.Where(n => n != ExecMount.NoOutput).Order().ToList();
        for (var index = 0; index < results.Count; index++)
            if (results[index] != index) throw Invalid($"invalid output index {results[index]}");
    }

    private static GantryException Invalid(string message) => new(ErrorKind.Invalid, message);
}
