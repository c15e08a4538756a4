using Gantry.Linux.Seccomp;
using Gantry.Oci.Errors;

namespace Gantry.Linux.Tests.Seccomp;

public sealed class SeccompProfileTests
{
    private static readonly HashSet<string> Nothing = [];

    [Fact]
    public void The_map_gives_the_native_architecture_and_those_it_runs() =>
        Assert.Equal(["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"], SeccompProfile.Parse(
            """{"defaultAction":"SCMP_ACT_ERRNO","archMap":[{"architecture":"SCMP_ARCH_AARCH64"},{"architecture":"SCMP_ARCH_X86_64","subArchitectures":["SCMP_ARCH_X86"]}]}""", Nothing).Architectures);

    [Theory]
    [InlineData("""{}""", true)]
    [InlineData("""{"includes":{"caps":["CAP_KILL"]}}""", true)]
    [InlineData("""{"includes":{"caps":["CAP_KILL","CAP_SYS_ADMIN"]}}""", false)]
    [InlineData("""{"excludes":{"caps":["CAP_KILL","CAP_SYS_ADMIN"]}}""", false)]
    [InlineData("""{"excludes":{"caps":["CAP_SYS_ADMIN"]}}""", true)]
    [InlineData("""{"includes":{"arches":["arm64"]}}""", false)]
    [InlineData("""{"includes":{"arches":["amd64","x32"]}}""", true)]
    [InlineData("""{"excludes":{"arches":["amd64"]}}""", false)]
    [InlineData("""{"includes":{"minKernel":"4.8"}}""", true)]
    [InlineData("""{"includes":{"minKernel":"99.0"}}""", false)]
    [InlineData("""{"excludes":{"minKernel":"4.8"}}""", false)]
    [InlineData("""{"excludes":{"minKernel":"99.0"}}""", true)]
    public void A_rule_applies_where_its_conditions_hold(string conditions, bool applies)
    {
        var rule = conditions.Insert(1, conditions == "{}" ? "\"names\":[\"mkdir\"],\"action\":\"SCMP_ACT_ERRNO\"" : "\"names\":[\"mkdir\"],\"action\":\"SCMP_ACT_ERRNO\",");
        var profile = SeccompProfile.Parse($$"""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{{rule}}]}""", new HashSet<string> { "CAP_KILL" });
        Assert.Equal(applies ? 1 : 0, profile.Syscalls!.Count);
    }

    [Fact]
    public void Rules_keep_their_conditions_and_numbers()
    {
        var rule = SeccompProfile.Parse(
            """{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"name":"clone","action":"SCMP_ACT_ERRNO","errnoRet":38,"args":[{"index":1,"value":18446744073709551615,"valueTwo":3,"op":"SCMP_CMP_MASKED_EQ"}]}]}""", Nothing).Syscalls![0];
        Assert.Equal("clone", Assert.Single(rule.Names));
        Assert.Equal(38u, rule.ErrnoRet);
        var argument = Assert.Single(rule.Args!);
        Assert.Equal((1u, ulong.MaxValue, 3ul, "SCMP_CMP_MASKED_EQ"), (argument.Index, argument.Value, argument.ValueTwo, argument.Op));
    }

    [Theory]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW"}""")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[]}""")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"action":"SCMP_ACT_ERRNO"}]}""")]
    [InlineData("""{}""")]
    public void Sparse_profiles_compile(string json) =>
        Assert.Equal(Outcomes.Allowed, new BpfInterpreter(SeccompCompiler.Compile(SeccompProfile.Parse(json, Nothing))).Run(BpfInterpreter.X64, 83));

    [Theory]
    [InlineData("""{"architectures":["SCMP_ARCH_X86"],"archMap":[{"architecture":"SCMP_ARCH_X86_64"}]}""", "both 'architectures' and 'archMap' are specified in the seccomp profile, use either 'architectures' or 'archMap'")]
    [InlineData("""{"syscalls":[{"name":"read","names":["write"]}]}""", "both 'name' and 'names' are specified in the seccomp profile, use either 'name' or 'names'")]
    [InlineData("""{"syscalls":[{"name":"read","includes":{"minKernel":"foo"}}]}""", "Decoding seccomp profile failed: invalid kernel version: \"foo\", expected \"<kernel>.<major>\"")]
    [InlineData("""{"x":""", "Decoding seccomp profile failed")]
    [InlineData("""[]""", "Decoding seccomp profile failed")]
    [InlineData("""null""", "Decoding seccomp profile failed")]
    public void What_is_no_profile_is_refused(string json, string message)
    {
        var refusal = Assert.Throws<GantryException>(() => SeccompProfile.Parse(json, Nothing));
        Assert.Equal(ErrorKind.Invalid, refusal.Kind);
        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }
}
