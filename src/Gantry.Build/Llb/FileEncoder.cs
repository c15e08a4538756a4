using Gantry.Build.Graph.Operations;
using Gantry.Build.Llb.Wire;

using Google.Protobuf;

using FileAction = Gantry.Build.Graph.Operations.FileAction;

namespace Gantry.Build.Llb;

/// <summary>The wire form of changes of files. On the wire -1 stands for a mode or a time that is not set.</summary>
internal static class FileEncoder
{
    public static FileOp Encode(FileOperation file)
    {
        var op = new FileOp();
        op.Actions.Add(file.Actions.Select(Action));
        return op;
    }

    private static Wire.FileAction Action(FileAction action)
    {
        var wire = new Wire.FileAction { Input = action.Input, SecondaryInput = action.SecondaryInput, Output = action.Output };
        switch (action)
        {
            case CopyAction copy:
                wire.Copy = Copy(copy);
                break;
            case MakeFileAction make:
                wire.Mkfile = new FileActionMkFile { Path = make.Path, Mode = make.Mode, Data = ByteString.CopyFrom(make.Content.Span), Timestamp = make.Timestamp ?? -1 };
                if (make.Owner is { } fileOwner) wire.Mkfile.Owner = Owner(fileOwner);
                break;
            case MakeDirectoryAction make:
                wire.Mkdir = new FileActionMkDir { Path = make.Path, Mode = make.Mode, MakeParents = make.MakeParents, Timestamp = make.Timestamp ?? -1 };
                if (make.Owner is { } directoryOwner) wire.Mkdir.Owner = Owner(directoryOwner);
                break;
            case SymlinkAction link:
                wire.Symlink = new FileActionSymlink { Oldpath = link.Target, Newpath = link.Path, Timestamp = link.Timestamp ?? -1 };
                if (link.Owner is { } linkOwner) wire.Symlink.Owner = Owner(linkOwner);
                break;
            case RemoveAction remove:
                wire.Rm = new FileActionRm { Path = remove.Path, AllowNotFound = remove.AllowNotFound, AllowWildcard = remove.AllowWildcard };
                break;
        }

        return wire;
    }

    private static FileActionCopy Copy(CopyAction copy)
    {
        var wire = new FileActionCopy
        {
            Src = copy.Source,
            Dest = copy.Destination,
            Mode = copy.Mode ?? -1,
            ModeStr = copy.ModeText,
            FollowSymlink = copy.FollowSymlinks,
            DirCopyContents = copy.DirectoryContents,
            AttemptUnpackDockerCompatibility = copy.UnpackArchive,
            CreateDestPath = copy.CreateDestination,
            AllowWildcard = copy.AllowWildcard,
            AllowEmptyWildcard = copy.AllowEmptyWildcard,
            Timestamp = copy.Timestamp ?? -1,
            IncludePatterns = { copy.IncludePatterns },
            ExcludePatterns = { copy.ExcludePatterns },
            RequiredPaths = { copy.RequiredPaths },
            AlwaysReplaceExistingDestPaths = copy.ReplaceExisting,
        };
        if (copy.Owner is { } owner) wire.Owner = Owner(owner);
        return wire;
    }

    private static ChownOpt Owner(FileOwner owner)
    {
        var wire = new ChownOpt();
        if (owner.User is { } user) wire.User = Name(user);
        if (owner.Group is { } group) wire.Group = Name(group);
        return wire;
    }

    private static UserOpt Name(OwnerName name) =>
        name.Name is { } text ? new UserOpt { ByName = new NamedUserOpt { Name = text, Input = name.Input } } : new UserOpt { ByID = name.Id };
}
