using System.Collections.Frozen;

using Gantry.Linux.Seccomp;
using Gantry.Oci.Runtime;

namespace Gantry.Linux.Tests.Seccomp;

public sealed class DefaultProfileTests
{
    private static readonly HashSet<string> Nothing = [];

    private static readonly string[] Everything =
    [
        "CAP_SYS_ADMIN", "CAP_DAC_READ_SEARCH", "CAP_SYS_BOOT", "CAP_SYS_CHROOT", "CAP_SYS_MODULE", "CAP_SYS_PACCT", "CAP_SYS_PTRACE", "CAP_SYS_RAWIO",
        "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_SYS_NICE", "CAP_SYSLOG", "CAP_BPF", "CAP_PERFMON",
    ];

    public static TheoryData<string[]> CapabilitySets() =>
    [
        [],
        ["CAP_SYS_ADMIN"],
        ["CAP_SYS_CHROOT"],
        ["CAP_SYS_PTRACE", "CAP_SYSLOG", "CAP_BPF", "CAP_PERFMON"],
        Everything,
    ];

    [Theory]
    [MemberData(nameof(CapabilitySets))]
    public void The_program_does_with_every_call_what_the_rules_say(string[] capabilities)
    {
        var profile = DefaultProfile.For(capabilities.ToHashSet());
        var filter = new BpfInterpreter(SeccompCompiler.Compile(profile));
        Check(BpfInterpreter.X64, SyscallTable.X64, 0);
        Check(BpfInterpreter.X86, SyscallTable.X86, 0);
        Check(BpfInterpreter.X64, SyscallTable.X32, BpfInterpreter.X32Bit);

        void Check(uint architecture, FrozenDictionary<string, int> numbers, uint bit)
        {
            var names = numbers.ToDictionary(n => n.Value, n => n.Key);
            var last = profile.Syscalls!.SelectMany(r => r.Names).Where(numbers.ContainsKey).Max(n => numbers[n]);
            for (var number = 0; number < 600; number++)
            {
                foreach (var argument in (ReadOnlySpan<ulong>)[0, 1, 8, 9, 40, 0x11, 0x20000, 0x20008, 0x10000000, 0x7e020000, 0xffffffff])
                {
                    var expected = number > last ? Outcomes.NoSuchCall : Expected(profile, names.GetValueOrDefault(number, ""), argument);
                    Assert.True(expected == filter.Run(architecture, (uint)number | bit, argument), $"{architecture:x} {names.GetValueOrDefault(number)} {number} {argument:x}");
                }
            }
        }
    }

    [Fact]
    public void Clone_makes_namespaces_only_with_the_capability()
    {
        const uint clone = 56, clone3 = 435;
        var plain = new BpfInterpreter(SeccompCompiler.Compile(DefaultProfile.For(Nothing)));
        var administrator = new BpfInterpreter(SeccompCompiler.Compile(DefaultProfile.For(new HashSet<string> { "CAP_SYS_ADMIN" })));
        Assert.Equal(Outcomes.Allowed, plain.Run(BpfInterpreter.X64, clone, 0x11));
        Assert.Equal(Outcomes.Denied, plain.Run(BpfInterpreter.X64, clone, 0x10000011));
        Assert.Equal(Outcomes.NoSuchCall, plain.Run(BpfInterpreter.X64, clone3));
        Assert.Equal(Outcomes.Allowed, administrator.Run(BpfInterpreter.X64, clone, 0x10000011));
        Assert.Equal(Outcomes.Allowed, administrator.Run(BpfInterpreter.X64, clone3));
    }

    [Fact]
    public void The_socket_of_virtual_machines_is_refused()
    {
        var filter = new BpfInterpreter(SeccompCompiler.Compile(DefaultProfile.For(Nothing)));
        Assert.Equal(Outcomes.Denied, filter.Run(BpfInterpreter.X64, 41, 40));
        Assert.Equal(Outcomes.Allowed, filter.Run(BpfInterpreter.X64, 41, 2));
    }

    [Fact]
    public void Every_name_is_one_some_architecture_has()
    {
        // Docker's profile names them for other machines; i386 has the first and the last within socketcall.
        string[] elsewhere = ["recv", "riscv_hwprobe", "send"];
        var names = DefaultProfile.For(Everything.ToHashSet()).Syscalls!.SelectMany(r => r.Names);
        Assert.Equal(elsewhere, names.Where(n => !SyscallTable.X64.ContainsKey(n) && !SyscallTable.X86.ContainsKey(n) && !SyscallTable.X32.ContainsKey(n)));
    }

    [Fact]
    public void Equal_sets_share_a_program() =>
        Assert.Same(SeccompCompiler.Compile(DefaultProfile.For(new HashSet<string> { "CAP_SYS_ADMIN", "CAP_CHOWN" })), SeccompCompiler.Compile(DefaultProfile.For(new HashSet<string> { "CAP_SYS_ADMIN" })));

    private static uint Expected(LinuxSeccomp profile, string name, ulong argument)
    {
        var rules = profile.Syscalls!.Where(r => r.Names.Contains(name) && (r.Args ?? []).All(a => Holds(a, a.Index == 0 ? argument : 0))).ToList();
        return rules switch
        {
            [] => Outcomes.Denied,
            _ when rules.Exists(r => r.Action == "SCMP_ACT_ALLOW") => Outcomes.Allowed,
            _ => Outcomes.NoSuchCall,
        };
    }

    private static bool Holds(LinuxSeccompArg condition, ulong argument) => condition.Op switch
    {
        "SCMP_CMP_EQ" => argument == condition.Value,
        "SCMP_CMP_NE" => argument != condition.Value,
        "SCMP_CMP_MASKED_EQ" => (argument & condition.Value) == condition.ValueTwo,
        _ => throw new InvalidOperationException(condition.Op),
    };
}
