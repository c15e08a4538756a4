using Gantry.Linux.Files;

namespace Gantry.Build.Sessions.Files;

/// <summary>Times on the wire: nanoseconds since 1970, negative before.</summary>
internal static class WireTime
{
    private const long Second = 1_000_000_000;

    public static FileTime ToFile(long nanoseconds)
    {
        var seconds = Math.DivRem(nanoseconds, Second, out var rest);
        return rest < 0 ? new FileTime(seconds - 1, rest + Second) : new FileTime(seconds, rest);
    }

    public static long FromFile(FileTime time) => unchecked((time.Seconds * Second) + time.Nanoseconds);
}
