using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Files;

/// <summary>File names are bytes, not text. In here they travel as strings of one character for each byte (Latin-1), so that any name
/// survives a round trip and can be a key.</summary>
public static class FileName
{
    /// <summary>The longest path the kernel takes, with its final zero.</summary>
    public const int PathLimit = 4096;

    /// <summary>The bytes-as-characters form of ordinary text, whose bytes are UTF-8.</summary>
    /// <param name="text">Ordinary text.</param>
    public static string FromText(string text) =>
        System.Text.Ascii.IsValid(text) ? text : System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The text people read; bytes that are no UTF-8 become replacement characters.</summary>
    /// <param name="name">The bytes-as-characters form.</param>
    public static string ToText(string name) =>
        System.Text.Ascii.IsValid(name) ? name : System.Text.Encoding.UTF8.GetString(System.Text.Encoding.Latin1.GetBytes(name));

    /// <summary>Writes the name and a final zero into <paramref name="buffer"/>.</summary>
    /// <exception cref="KernelException">ENAMETOOLONG; EINVAL for a zero inside the name.</exception>
    internal static ReadOnlySpan<byte> Terminated(string name, Span<byte> buffer)
    {
        if (name.Length >= buffer.Length) throw new KernelException("open", ToText(name[..80]) + "…", Errno.ENAMETOOLONG);
        if (name.Contains('\0', StringComparison.Ordinal)) throw new KernelException("open", ToText(name), Errno.EINVAL);
        if (System.Text.Encoding.Latin1.GetBytes(name, buffer) != name.Length) throw new KernelException("open", name, Errno.EINVAL);
        buffer[name.Length] = 0;
        return buffer[..(name.Length + 1)];
    }
}
