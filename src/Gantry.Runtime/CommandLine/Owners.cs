using System.Globalization;

using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.CommandLine;

/// <summary>Names of the host's users.</summary>
internal static class Owners
{
    /// <summary>The owner of a directory: the name, or <c>#</c> and the number of a user the host does not know.</summary>
    public static string Of(string directory)
    {
        using var handle = OpenFile.Open(directory, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        var number = At.Status(handle).UserId.ToString(CultureInfo.InvariantCulture);
        return File.ReadLines("/etc/passwd").Select(l => l.Split(':')).FirstOrDefault(f => f.Length > 2 && f[2] == number)?[0] ?? "#" + number;
    }
}
