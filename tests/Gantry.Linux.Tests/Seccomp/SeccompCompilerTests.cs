using Gantry.Linux.Seccomp;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Linux.Tests.Seccomp;

public sealed class SeccompCompilerTests
{
    private const uint Read = 0;
    private const uint Write = 1;

    private static readonly string[] AllArchitectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"];

    [Theory]
    [InlineData("SCMP_CMP_EQ")]
    [InlineData("SCMP_CMP_NE")]
    [InlineData("SCMP_CMP_GT")]
    [InlineData("SCMP_CMP_GE")]
    [InlineData("SCMP_CMP_LT")]
    [InlineData("SCMP_CMP_LE")]
    [InlineData("SCMP_CMP_MASKED_EQ")]
    public void Arguments_are_compared_as_64_bits_on_x86_64_and_as_32_on_the_others(string comparison)
    {
        ulong[] values = [0, 1, 7, 8, 0x7fffffff, 0x80000000, 0xffffffff, 0x1_0000_0000, 0x1_0000_0007, 0x7_0000_0001, 0x8000_0000_0000_0000, ulong.MaxValue];
        foreach (var wanted in values)
        {
            var filter = Filter("SCMP_ACT_ERRNO", Rule("read", "SCMP_ACT_ALLOW", new LinuxSeccompArg { Index = 5, Value = wanted, ValueTwo = wanted & 0x7_0000_0005, Op = comparison }));
            foreach (var value in values)
            {
                var wide = Holds(comparison, value, wanted, wanted & 0x7_0000_0005);
                var narrow = Holds(comparison, (uint)value, (uint)wanted, (uint)(wanted & 0x7_0000_0005));
                Assert.Equal(Expected(wide), filter.Run(BpfInterpreter.X64, Read, 0, 0, 0, 0, 0, value));
                Assert.Equal(Expected(narrow), filter.Run(BpfInterpreter.X64, Read | BpfInterpreter.X32Bit, 0, 0, 0, 0, 0, value));
                Assert.Equal(Expected(narrow), filter.Run(BpfInterpreter.X86, 3, 0, 0, 0, 0, 0, value));
            }
        }

        static uint Expected(bool holds) => holds ? Outcomes.Allowed : Outcomes.Denied;
    }

    [Fact]
    public void Conditions_on_different_arguments_must_all_hold()
    {
        var filter = Filter("SCMP_ACT_ERRNO", Rule("read", "SCMP_ACT_ALLOW", Equal(0, 3), Equal(1, 4)));
        Assert.Equal(Outcomes.Allowed, filter.Run(BpfInterpreter.X64, Read, 3, 4));
        Assert.Equal(Outcomes.Denied, filter.Run(BpfInterpreter.X64, Read, 3, 5));
        Assert.Equal(Outcomes.Denied, filter.Run(BpfInterpreter.X64, Read, 2, 4));
    }

    [Fact]
    public void Conditions_on_one_argument_are_alternatives()
    {
        var filter = Filter("SCMP_ACT_ERRNO", Rule("read", "SCMP_ACT_ALLOW", Equal(0, 3), Equal(0, 4)));
        Assert.Equal(Outcomes.Allowed, filter.Run(BpfInterpreter.X64, Read, 3));
        Assert.Equal(Outcomes.Allowed, filter.Run(BpfInterpreter.X64, Read, 4));
        Assert.Equal(Outcomes.Denied, filter.Run(BpfInterpreter.X64, Read, 5));
    }

    [Fact]
    public void A_rule_without_conditions_covers_those_with_some()
    {
        var filter = Filter("SCMP_ACT_ERRNO", Rule("read", "SCMP_ACT_LOG", Equal(0, 3)), Rule("read", "SCMP_ACT_ALLOW"));
        Assert.Equal(Outcomes.Allowed, filter.Run(BpfInterpreter.X64, Read, 3));
    }

    [Fact]
    public void A_rule_that_repeats_the_default_hides_no_other()
    {
        var filter = Filter("SCMP_ACT_ALLOW", Rule("read", "SCMP_ACT_ALLOW"), Rule("read", "SCMP_ACT_ERRNO", Equal(0, 3)));
        Assert.Equal(Outcomes.Denied, filter.Run(BpfInterpreter.X64, Read, 3));
        Assert.Equal(Outcomes.Allowed, filter.Run(BpfInterpreter.X64, Read, 4));
    }

    [Theory]
    [InlineData("SCMP_ACT_KILL", null, 0u)]
    [InlineData("SCMP_ACT_KILL_THREAD", null, 0u)]
    [InlineData("SCMP_ACT_KILL_PROCESS", null, 0x80000000u)]
    [InlineData("SCMP_ACT_TRAP", null, 0x00030000u)]
    [InlineData("SCMP_ACT_ERRNO", null, 0x00050001u)]
    [InlineData("SCMP_ACT_ERRNO", 38u, 0x00050026u)]
    [InlineData("SCMP_ACT_NOTIFY", null, 0x7fc00000u)]
    [InlineData("SCMP_ACT_TRACE", 7u, 0x7ff00007u)]
    [InlineData("SCMP_ACT_LOG", null, 0x7ffc0000u)]
    public void Every_action_has_the_kernels_value(string action, uint? number, uint expected)
    {
        var filter = Filter("SCMP_ACT_ALLOW", new LinuxSyscall { Names = ["read"], Action = action, ErrnoRet = number });
        Assert.Equal(expected, filter.Run(BpfInterpreter.X64, Read));
        Assert.Equal(Outcomes.Allowed, filter.Run(BpfInterpreter.X64, Write));
    }

    [Fact]
    public void Calls_beyond_those_the_profile_knows_do_not_exist()
    {
        var filter = Filter("SCMP_ACT_ERRNO", Rule("openat2", "SCMP_ACT_ALLOW"));
        Assert.Equal(Outcomes.Denied, filter.Run(BpfInterpreter.X64, 436));
        Assert.Equal(Outcomes.Allowed, filter.Run(BpfInterpreter.X64, 437));
        Assert.Equal(Outcomes.NoSuchCall, filter.Run(BpfInterpreter.X64, 438));
        Assert.Equal(Outcomes.NoSuchCall, filter.Run(BpfInterpreter.X86, 438));
        Assert.Equal(Outcomes.NoSuchCall, filter.Run(BpfInterpreter.X64, uint.MaxValue));
    }

    [Fact]
    public void A_profile_that_allows_by_default_allows_calls_it_does_not_know() =>
        Assert.Equal(Outcomes.Allowed, Filter("SCMP_ACT_ALLOW", Rule("read", "SCMP_ACT_ERRNO")).Run(BpfInterpreter.X64, 5000));

    [Fact]
    public void Names_of_no_call_are_ignored() =>
        Assert.Equal(Outcomes.Denied, Filter("SCMP_ACT_ALLOW", Rule("no_such_call", "SCMP_ACT_ERRNO"), Rule("read", "SCMP_ACT_ERRNO")).Run(BpfInterpreter.X64, Read));

    [Fact]
    public void Other_architectures_are_killed()
    {
        var all = Filter("SCMP_ACT_ALLOW");
        var native = new BpfInterpreter(SeccompCompiler.Compile(new LinuxSeccomp { DefaultAction = "SCMP_ACT_ALLOW" }));
        Assert.Equal(Outcomes.Kill, all.Run(0xc00000b7, Read));
        Assert.Equal(Outcomes.Allowed, all.Run(BpfInterpreter.X86, 3));
        Assert.Equal(Outcomes.Allowed, native.Run(BpfInterpreter.X64, Read));
        Assert.Equal(Outcomes.Kill, native.Run(BpfInterpreter.X86, 3));
        Assert.Equal(Outcomes.Kill, native.Run(BpfInterpreter.X64, Read | BpfInterpreter.X32Bit));
        Assert.Equal(Outcomes.Allowed, native.Run(BpfInterpreter.X64, uint.MaxValue));
    }

    [Fact]
    public void A_socket_call_is_refused_by_its_other_path_on_i386_too()
    {
        var filter = Filter("SCMP_ACT_ALLOW", Rule("socket", "SCMP_ACT_ERRNO", Equal(0, 40)), Rule("shmget", "SCMP_ACT_ERRNO"));
        Assert.Equal(Outcomes.Denied, filter.Run(BpfInterpreter.X86, 102, 1));
        Assert.Equal(Outcomes.Allowed, filter.Run(BpfInterpreter.X86, 102, 2));
        Assert.Equal(Outcomes.Denied, filter.Run(BpfInterpreter.X86, 117, 23));
        Assert.Equal(Outcomes.Denied, filter.Run(BpfInterpreter.X86, 395));
    }

    [Fact]
    public void A_socket_call_allowed_under_a_condition_is_not_allowed_by_its_other_path()
    {
        var filter = Filter("SCMP_ACT_ERRNO", Rule("socket", "SCMP_ACT_ALLOW", Equal(0, 2)), Rule("bind", "SCMP_ACT_ALLOW"));
        Assert.Equal(Outcomes.Denied, filter.Run(BpfInterpreter.X86, 102, 1));
        Assert.Equal(Outcomes.Allowed, filter.Run(BpfInterpreter.X86, 102, 2));
    }

    [Fact]
    public void Jumps_across_many_checks_arrive()
    {
        var rules = Enumerable.Range(0, 100).Select(value => Rule("write", "SCMP_ACT_ALLOW", Equal(0, (ulong)value), Equal(1, 9))).ToArray();
        var filter = Filter("SCMP_ACT_ERRNO", [.. rules, Rule("read", "SCMP_ACT_ALLOW"), Rule("mseal", "SCMP_ACT_ALLOW")]);
        foreach (var (architecture, write, read) in ((uint, uint, uint)[])[(BpfInterpreter.X64, 1, 0), (BpfInterpreter.X86, 4, 3)])
        {
            Assert.Equal(Outcomes.Allowed, filter.Run(architecture, write, 99, 9));
            Assert.Equal(Outcomes.Denied, filter.Run(architecture, write, 100, 9));
            Assert.Equal(Outcomes.Allowed, filter.Run(architecture, read));
            Assert.Equal(Outcomes.Allowed, filter.Run(architecture, 462));
            Assert.Equal(Outcomes.Denied, filter.Run(architecture, 461));
        }
    }

    [Fact]
    public void A_filter_too_long_for_the_kernel_is_refused()
    {
        var rules = Enumerable.Range(0, 1000).Select(value => Rule("write", "SCMP_ACT_ALLOW", Equal(0, (ulong)value))).ToArray();
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<GantryException>(() => Filter("SCMP_ACT_ERRNO", rules)).Kind);
    }

    [Theory]
    [InlineData("SCMP_ACT_FOO", "SCMP_ARCH_X86", "SCMP_CMP_EQ", "string SCMP_ACT_FOO is not a valid action for seccomp")]
    [InlineData("SCMP_ACT_LOG", "SCMP_ARCH_FOO", "SCMP_CMP_EQ", "string SCMP_ARCH_FOO is not a valid arch for seccomp")]
    [InlineData("SCMP_ACT_LOG", "SCMP_ARCH_X86", "SCMP_CMP_FOO", "string SCMP_CMP_FOO is not a valid operator for seccomp")]
    public void Unknown_words_are_refused(string action, string architecture, string comparison, string message)
    {
        var profile = new LinuxSeccomp
        {
            DefaultAction = "SCMP_ACT_ALLOW",
            Architectures = [architecture],
            Syscalls = [Rule("read", action, new LinuxSeccompArg { Op = comparison })],
        };
        Assert.Equal(message, Assert.Throws<GantryException>(() => SeccompCompiler.Compile(profile)).Message);
    }

    [Fact]
    public void A_listener_cannot_be_asked_about_write()
    {
        Assert.Throws<GantryException>(() => Filter("SCMP_ACT_ALLOW", Rule("write", "SCMP_ACT_NOTIFY")));
        Assert.Throws<GantryException>(() => Filter("SCMP_ACT_NOTIFY"));
    }

    private static BpfInterpreter Filter(string defaultAction, params IReadOnlyList<LinuxSyscall> rules) =>
        new(SeccompCompiler.Compile(new LinuxSeccomp { DefaultAction = defaultAction, Architectures = AllArchitectures, Syscalls = rules }));

    private static LinuxSyscall Rule(string name, string action, params IReadOnlyList<LinuxSeccompArg> arguments) =>
        new() { Names = [name], Action = action, Args = arguments };

    private static LinuxSeccompArg Equal(uint index, ulong value) => new() { Index = index, Value = value, Op = "SCMP_CMP_EQ" };

    private static bool Holds(string comparison, ulong value, ulong wanted, ulong wantedTwo) => comparison switch
    {
        "SCMP_CMP_EQ" => value == wanted,
        "SCMP_CMP_NE" => value != wanted,
        "SCMP_CMP_GT" => value > wanted,
        "SCMP_CMP_GE" => value >= wanted,
        "SCMP_CMP_LT" => value < wanted,
        "SCMP_CMP_LE" => value <= wanted,
        _ => (value & wanted) == wantedTwo,
    };
}
