namespace Gantry.Oci.Runtime.Reading;

/// <summary>Reads filters of system calls.</summary>
internal static class SeccompReader
{
    public static LinuxSeccomp Seccomp(DocumentNode node) => new()
    {
        DefaultAction = node.Text("defaultAction") ?? "",
        DefaultErrnoRet = node.Number<uint>("defaultErrnoRet"),
        Architectures = node.Texts("architectures"),
        Flags = node.Texts("flags"),
        ListenerPath = node.Text("listenerPath"),
        ListenerMetadata = node.Text("listenerMetadata"),
        Syscalls = node.List("syscalls", Syscall),
    };

    private static LinuxSyscall Syscall(DocumentNode node) => new()
    {
        Names = node.Texts("names") ?? [],
        Action = node.Text("action") ?? "",
        ErrnoRet = node.Number<uint>("errnoRet"),
        Args = node.List("args", Argument),
    };

    private static LinuxSeccompArg Argument(DocumentNode node) => new()
    {
        Index = node.Number<uint>("index") ?? 0,
        Value = node.Number<ulong>("value") ?? 0,
        ValueTwo = node.Number<ulong>("valueTwo") ?? 0,
        Op = node.Text("op") ?? "",
    };
}
