using Gantry.Runtime.Shim;

namespace Gantry.Cli.Daemon;

/// <summary>The program <c>gantry-runtime</c>, which a published <c>gantry</c> carries with it to start containers from: with no more in it than that takes it
/// starts faster and is smaller than <c>gantry</c> is as a shim.</summary>
internal static class EmbeddedLauncher
{
    /// <summary>It; where it is not carried, this program, which can do the same.</summary>
    public static unsafe ShimExecutable Executable
    {
        get
        {
            var path = Environment.ProcessPath ?? "gantry";
            using var resource = typeof(EmbeddedLauncher).Assembly.GetManifestResourceStream("gantry-runtime") as UnmanagedMemoryStream;
            return resource is null ? new ShimExecutable(path) : new ShimExecutable(path, new ReadOnlySpan<byte>(resource.PositionPointer, (int)resource.Length));
        }
    }
}
