using System.Text;

using Gantry.Linux.Sockets;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Launch;

/// <summary>Hands a descriptor to whoever listens at a socket.</summary>
internal static unsafe class DescriptorGift
{
    /// <summary>Connects and sends it with a text.</summary>
    /// <exception cref="KernelException">Nobody listens, or nobody takes it.</exception>
    public static void Send(string path, int descriptor, string text) => Send(path, descriptor, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Send(string, int, string)"/>
    public static void Send(string path, int descriptor, byte[] text)
    {
        using var socket = UnixStream.Connect(path);
        fixed (byte* bytes = text)
        {
            var sent = Descriptors.Send((int)socket.DangerousGetHandle(), descriptor, bytes, text.Length);
            if (sent < 0)
                throw new KernelException("sendmsg", path, (int)-sent);
        }
    }
}
