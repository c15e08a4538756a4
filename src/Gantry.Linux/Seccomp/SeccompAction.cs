using Gantry.Oci.Errors;

namespace Gantry.Linux.Seccomp;

/// <summary>What the kernel does with a call, as the filter returns it (seccomp(2)).</summary>
internal static class SeccompAction
{
    public const uint Kill = 0;

    /// <summary>ENOSYS.</summary>
    public const uint NoSuchCall = Errno | 38;

    private const uint Errno = 0x00050000;
    private const uint Trace = 0x7ff00000;
    private const uint Log = 0x7ffc0000;
    private const uint Allow = 0x7fff0000;
    private const uint DataMask = 0xffff;
    private const uint OperationNotPermitted = 1;

    public static uint Value(string action, uint? data) => action switch
    {
        "SCMP_ACT_KILL" or "SCMP_ACT_KILL_THREAD" => Kill,
        "SCMP_ACT_KILL_PROCESS" => 0x80000000,
        "SCMP_ACT_TRAP" => 0x00030000,
        "SCMP_ACT_ERRNO" => Errno | ((data ?? OperationNotPermitted) & DataMask),
        "SCMP_ACT_NOTIFY" => 0x7fc00000,
        "SCMP_ACT_TRACE" => Trace | ((data ?? OperationNotPermitted) & DataMask),
        "SCMP_ACT_LOG" => Log,
        "SCMP_ACT_ALLOW" => Allow,
        _ => throw new GantryException(ErrorKind.Invalid, $"string {action} is not a valid action for seccomp"),
    };

    /// <summary>Whether the call goes on to the kernel, a tracer willing.</summary>
    public static bool LetsPass(uint action) => (action & ~DataMask) is Allow or Log or Trace;
}
