using Gantry.Build.Graph.Operations;
using Gantry.Build.Llb.Wire;
using Gantry.Oci.Errors;

using FileAction = Gantry.Build.Graph.Operations.FileAction;

namespace Gantry.Build.Llb;

/// <summary>Reads changes of files from their wire form.</summary>
internal static class FileDecoder
{
    public static FileOperation Decode(FileOp op) => new([.. op.Actions.Select(Action)]);

    private static FileAction Action(Wire.FileAction wire)
    {
        FileAction action = wire.ActionCase switch
        {
            Wire.FileAction.ActionOneofCase.Copy => Copy(wire.Copy),
            Wire.FileAction.ActionOneofCase.Mkfile => new MakeFileAction { Path = wire.Mkfile.Path, Mode = wire.Mkfile.Mode, Content = wire.Mkfile.Data.Memory, Owner = Owner(wire.Mkfile.Owner), Timestamp = Time(wire.Mkfile.Timestamp) },
            Wire.FileAction.ActionOneofCase.Mkdir => new MakeDirectoryAction { Path = wire.Mkdir.Path, Mode = wire.Mkdir.Mode, MakeParents = wire.Mkdir.MakeParents, Owner = Owner(wire.Mkdir.Owner), Timestamp = Time(wire.Mkdir.Timestamp) },
            Wire.FileAction.ActionOneofCase.Symlink => new SymlinkAction { Target = wire.Symlink.Oldpath, Path = wire.Symlink.Newpath, Owner = Owner(wire.Symlink.Owner), Timestamp = Time(wire.Symlink.Timestamp) },
            Wire.FileAction.ActionOneofCase.Rm => new RemoveAction { Path = wire.Rm.Path, AllowNotFound = wire.Rm.AllowNotFound, AllowWildcard = wire.Rm.AllowWildcard },
            _ => throw new GantryException(ErrorKind.Invalid, "invalid nil action"),
        };
        return action with { Input = checked((int)wire.Input), SecondaryInput = checked((int)wire.SecondaryInput), Output = checked((int)wire.Output) };
    }

    private static CopyAction Copy(FileActionCopy wire) => new()
    {
        Source = wire.Src,
        Destination = wire.Dest,
        Owner = Owner(wire.Owner),
        Mode = wire.Mode == -1 ? null : wire.Mode,
        ModeText = wire.ModeStr,
        FollowSymlinks = wire.FollowSymlink,
        DirectoryContents = wire.DirCopyContents,
        UnpackArchive = wire.AttemptUnpackDockerCompatibility,
        CreateDestination = wire.CreateDestPath,
        AllowWildcard = wire.AllowWildcard,
        AllowEmptyWildcard = wire.AllowEmptyWildcard,
        Timestamp = Time(wire.Timestamp),
        IncludePatterns = [.. wire.IncludePatterns],
        ExcludePatterns = [.. wire.ExcludePatterns],
        RequiredPaths = [.. wire.RequiredPaths],
        ReplaceExisting = wire.AlwaysReplaceExistingDestPaths,
    };

    private static long? Time(long nanoseconds) => nanoseconds == -1 ? null : nanoseconds;

    private static FileOwner? Owner(ChownOpt? wire) => wire is null ? null : new FileOwner(Name(wire.User), Name(wire.Group));

    private static OwnerName? Name(UserOpt? wire) => wire?.UserCase switch
    {
        UserOpt.UserOneofCase.ByName => new OwnerName(0, wire.ByName.Name, checked((int)wire.ByName.Input)),
        UserOpt.UserOneofCase.ByID => new OwnerName(wire.ByID),
        _ => null,
    };
}
