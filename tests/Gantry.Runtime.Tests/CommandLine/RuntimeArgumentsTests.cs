using Gantry.Runtime.CommandLine;

namespace Gantry.Runtime.Tests.CommandLine;

public class RuntimeArgumentsTests
{
    private static readonly RuntimeFlag[] Flags =
    [
        new("bundle, b", RuntimeFlagKind.Text, ""), new("detach, d", RuntimeFlagKind.Switch, ""), new("env, e", RuntimeFlagKind.Texts, ""), new("preserve-fds", RuntimeFlagKind.Number, ""),
        new("additional-gids, g", RuntimeFlagKind.Numbers, ""), new("interval", RuntimeFlagKind.Duration, ""),
    ];

    [Theory]
    [InlineData("--bundle /x id")]
    [InlineData("-bundle=/x id")]
    [InlineData("-b /x -- id")]
    [InlineData("id --bundle /x")]
    public void One_dash_and_two_mean_the_same_and_flags_may_follow(string line)
    {
        var arguments = RuntimeArguments.Parse(line.Split(' '), Flags, stopsAtOperand: false);
        Assert.Equal(("/x", "id"), (arguments.Text("bundle"), Assert.Single(arguments.Operands)));
    }

    [Fact]
    public void Flags_of_another_program_are_left_to_it()
    {
        var arguments = RuntimeArguments.Parse("-d id ls -d --bundle x".Split(' '), Flags, stopsAtOperand: true);
        Assert.True(arguments.IsOn("detach"));
        Assert.False(arguments.IsSet("bundle"));
        Assert.Equal(["id", "ls", "-d", "--bundle", "x"], arguments.Operands);
    }

    [Fact]
    public void A_switch_takes_its_value_only_after_an_equals_sign()
    {
        var arguments = RuntimeArguments.Parse(["--detach=false", "false"], Flags, stopsAtOperand: false);
        Assert.False(arguments.IsOn("detach"));
        Assert.Equal(["false"], arguments.Operands);
    }

    [Fact]
    public void A_flag_may_be_given_several_times()
    {
        var arguments = RuntimeArguments.Parse(["-e", "A=1", "--env=B=2"], Flags, stopsAtOperand: false);
        Assert.Equal(["A=1", "B=2"], arguments.Texts("env"));
    }

    [Fact]
    public void What_is_no_flag_after_an_operand_is_one_too()
    {
        var arguments = RuntimeArguments.Parse(["id", "-1", "-d"], Flags, stopsAtOperand: false);
        Assert.Equal(["id", "-1"], arguments.Operands);
        Assert.True(arguments.IsOn("detach"));
    }

    [Theory]
    [InlineData("-g many", "invalid value \"many\" for flag -g: strconv.ParseInt: parsing \"many\": invalid syntax")]
    [InlineData("--interval 5", "invalid value \"5\" for flag -interval: parse error")]
    [InlineData("--colour", "flag provided but not defined: -colour")]
    [InlineData("--bundle", "flag needs an argument: -bundle")]
    [InlineData("--preserve-fds many", "invalid value \"many\" for flag -preserve-fds: parse error")]
    [InlineData("--detach=perhaps", "invalid boolean value \"perhaps\" for -detach: parse error")]
    public void What_cannot_be_understood_is_told_in_gos_words(string line, string message) =>
        Assert.Equal(message, Assert.Throws<FlagException>(() => RuntimeArguments.Parse(line.Split(' '), Flags, stopsAtOperand: false)).Message);
}
