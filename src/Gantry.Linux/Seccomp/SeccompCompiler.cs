using System.Runtime.CompilerServices;

using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Linux.Seccomp;

/// <summary>Compiles a profile to a program of the kernel's classic packet filter (seccomp(2)).
/// <code>
/// arch? ─ x86-64 ─ number ≥ x32 bit? ─ no ── binary search over ranges of numbers ── action, or checks of arguments
///   │                                 └ yes ─ the same for x32
///   ├── i386 ─────────────────────────────── the same for i386
///   └── any other: kill
/// </code></summary>
public static class SeccompCompiler
{
    private const string Notify = "SCMP_ACT_NOTIFY";
    private const uint AuditX64 = 0xc000003e;
    private const uint AuditX86 = 0x40000003;
    private const uint X32Bit = 0x40000000;

    /// <summary>The number a tracer gives a call that it wants skipped.</summary>
    private const uint Skipped = 0xffffffff;

    /// <summary>The specification's names without their prefix; those of other machines are no error, their calls cannot come.</summary>
    private static readonly HashSet<string> Architectures =
    [
        .. "X86 X86_64 X32 ARM AARCH64 LOONGARCH64 M68K MIPS MIPS64 MIPS64N32 MIPSEL MIPSEL64 MIPSEL64N32 PPC PPC64 PPC64LE RISCV64 S390 S390X SH SHEB PARISC PARISC64"
            .Split(' ').Select(n => "SCMP_ARCH_" + n),
    ];

    /// <summary>Architectures a profile may name, sorted.</summary>
    public static IReadOnlyList<string> KnownArchitectures => [.. Architectures.Order(StringComparer.Ordinal)];

    private static readonly ConditionalWeakTable<LinuxSeccomp, byte[]> Compiled = [];

    /// <summary>The program, eight bytes an instruction (struct sock_filter). A profile object is compiled once; the caller leaves the bytes as they are.</summary>
    /// <exception cref="GantryException">Invalid, when the profile names an unknown action, comparison or architecture, or is too long for the kernel.</exception>
    public static byte[] Compile(LinuxSeccomp profile) => Compiled.GetValue(profile, static p => Make(p));

    private static byte[] Make(LinuxSeccomp profile)
    {
        var architectures = profile.Architectures ?? [];
        Check(profile, architectures);

        var program = new FilterWriter();
        int x86 = program.Label(), killed = program.Label(), x32 = program.Label();
        program.Load(FilterWriter.ArchitectureOffset);
        program.JumpUnlessEqual(AuditX64, x86);
        program.Load(FilterWriter.NumberOffset);
        program.JumpIfGreaterOrEqual(X32Bit, x32);
        new SyscallSection(profile, SyscallTable.X64) { Wide = true }.Emit(program);
        program.Mark(x32);
        if (architectures.Contains("SCMP_ARCH_X32"))
        {
            new SyscallSection(profile, SyscallTable.X32) { Bit = X32Bit }.Emit(program);
        }
        else
        {
            program.JumpUnlessEqual(Skipped, killed);
            program.Return(SeccompAction.Value(profile.DefaultAction, profile.DefaultErrnoRet));
        }

        program.Mark(x86);
        if (architectures.Contains("SCMP_ARCH_X86"))
        {
            program.JumpUnlessEqual(AuditX86, killed);
            program.Load(FilterWriter.NumberOffset);
            new SyscallSection(profile, SyscallTable.X86) { Multiplexed = true }.Emit(program);
        }

        program.Mark(killed);
        program.Return(SeccompAction.Kill);
        return program.Finish();
    }

    private static void Check(LinuxSeccomp profile, IReadOnlyList<string> architectures)
    {
        foreach (var name in architectures)
        {
            if (!Architectures.Contains(name))
                throw new GantryException(ErrorKind.Invalid, $"string {name} is not a valid arch for seccomp");
        }

        // The descriptor that would answer travels by write(2).
        if (profile.DefaultAction == Notify)
            throw new GantryException(ErrorKind.Invalid, $"{Notify} cannot be used as default action");
        if ((profile.Syscalls ?? []).Any(r => r.Action == Notify && (r.Names ?? []).Contains("write")))
            throw new GantryException(ErrorKind.Invalid, $"{Notify} cannot be used for the write syscall");
    }
}
