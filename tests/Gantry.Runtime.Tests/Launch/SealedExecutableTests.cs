using Gantry.Linux.Mounts;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Launch;

namespace Gantry.Runtime.Tests.Launch;

public sealed unsafe class SealedExecutableTests
{
    /// <summary>CVE-2019-5736 of another kind: who may mount, as root of a container perhaps may, takes the protection away by the descriptor that /proc/PID/exe gives.</summary>
    [Fact]
    public void Nobody_can_make_it_writable_again()
    {
        var program = Path.GetTempFileName();
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            using var file = SealedExecutable.Open(program);
            var path = $"/proc/self/fd/{file.DangerousGetHandle()}";
            var change = new MountAttributes { Clear = MountAttributes.MOUNT_ATTR_RDONLY };
            fixed (byte* empty = "\0"u8)
                Assert.Equal(-Errno.EINVAL, Kernel.Call(SystemCall.mount_setattr, file.DangerousGetHandle(), (nint)empty, OpenFlags.AT_EMPTY_PATH, (nint)(&change), sizeof(MountAttributes)));
            Assert.ThrowsAny<IOException>(() => File.OpenHandle(path, FileMode.Open, FileAccess.Write));
        }
        finally
        {
            File.Delete(program);
        }
    }
}
