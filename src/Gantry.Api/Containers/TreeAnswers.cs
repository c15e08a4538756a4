using Gantry.Api.Json;
using Gantry.Engine.Containers.Trees;
using Gantry.Linux.Files;

namespace Gantry.Api.Containers;

/// <summary>One change of a container's.</summary>
internal sealed record ChangeAnswer(string Path, int Kind);

/// <summary>What a path in a container is.</summary>
#pragma warning disable IDE1006 // the names of the wire
internal sealed record PathStatAnswer(string name, long size, uint mode, string mtime, string linkTarget)
#pragma warning restore IDE1006
{
    public static PathStatAnswer Of(PathStat stat) => new(
        stat.Name, stat.Status.Size, GoMode(stat.Status), GoTime.Format(DateTimeOffset.FromUnixTimeSeconds(stat.Status.Modified.Seconds).AddTicks(stat.Status.Modified.Nanoseconds / 100)), stat.LinkTarget);

    /// <summary>Go's os.FileMode: the nine permission bits, and bits of its own for everything else.</summary>
    private static uint GoMode(in FileStatus status)
    {
        var mode = status.Permissions & 0x1FF;
        if ((status.Permissions & 0x800) != 0) mode |= 1 << 23;
        if ((status.Permissions & 0x400) != 0) mode |= 1 << 22;
        if ((status.Permissions & 0x200) != 0) mode |= 1 << 20;
        return mode | status.Kind switch
        {
            FileKind.Directory => 1u << 31,
            FileKind.SymbolicLink => 1u << 27,
            FileKind.BlockDevice => 1u << 26,
            FileKind.CharacterDevice => 1u << 26 | 1u << 21,
            FileKind.Pipe => 1u << 25,
            FileKind.Socket => 1u << 24,
            _ => 0,
        };
    }
}
