using System.Text;

using Gantry.Linux.Processes;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Runtime.Launch;

/// <summary>Where a hook's standard output and error go until it is known whether it failed: files of memory, so that nobody has to read them meanwhile.</summary>
internal sealed class HookOutput : IDisposable
{
    private const int Longest = 64 << 10;

    private readonly SafeFileHandle standard = MemoryFile.Create("stdout", []);
    private readonly SafeFileHandle error = MemoryFile.Create("stderr", []);

    /// <summary>The descriptor of its standard output.</summary>
    public int Standard => (int)standard.DangerousGetHandle();

    /// <summary>The descriptor of its standard error.</summary>
    public int Error => (int)error.DangerousGetHandle();

    /// <summary>What was said, as runc ends its messages about failed hooks.</summary>
    public override string ToString() => $", stdout: {Text(standard)}, stderr: {Text(error)}";

    /// <inheritdoc/>
    public void Dispose()
    {
        standard.Dispose();
        error.Dispose();
    }

    /// <summary>What was written to a file of memory, up to 64 KiB.</summary>
    public static string Text(SafeFileHandle file)
    {
        var bytes = new byte[Math.Min(RandomAccess.GetLength(file), Longest)];
        return Encoding.UTF8.GetString(bytes.AsSpan(0, RandomAccess.Read(file, bytes, 0)));
    }
}
