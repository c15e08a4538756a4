using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Run;

public sealed class ExitCodeTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(42)]
    [InlineData(255)]
    public async Task The_exit_code_of_the_process_is_the_exit_code_of_run(int code) => (await Busybox("", $"exit {code}")).Is(code);

    [Theory]
    [InlineData("KILL", 137)]
    [InlineData("TERM", 143)]
    [InlineData("SEGV", 139)]
    public async Task A_process_ended_by_a_signal_gives_128_and_its_number(string signal, int code) =>
        (await Busybox("--init", $"kill -{signal} $$")).Is(code);

    [Fact]
    public async Task A_command_that_is_not_executable_gives_126() =>
        (await Docker("run --rm busybox /etc/passwd")).Fails(126, "docker: Error response from daemon: exec: \"/etc/passwd\": permission denied");

    [Fact]
    public async Task A_command_that_is_a_folder_gives_126() =>
        (await Docker("run --rm busybox /etc")).Fails(126, "docker: Error response from daemon: exec: \"/etc\": is a directory: permission denied");

    [Fact]
    public async Task A_command_not_found_in_the_path_gives_127() =>
        (await Docker("run --rm busybox nosuchcommand")).Fails(127, "docker: Error response from daemon: exec: \"nosuchcommand\": executable file not found in $PATH");

    [Fact]
    public async Task An_absolute_command_not_found_gives_127() =>
        (await Docker("run --rm busybox /no/such/command")).Fails(127, "docker: Error response from daemon: exec: \"/no/such/command\": stat /no/such/command: no such file or directory");

    [Fact]
    public async Task An_unknown_flag_gives_125() =>
        (await Docker("run --nosuchflag busybox true")).Fails(125, "unknown flag: --nosuchflag");

    [Fact]
    public async Task A_container_that_could_not_start_is_kept_with_its_error()
    {
        (await Docker("run --name broken busybox nosuchcommand")).Fails(127, "docker: Error response from daemon: exec: \"nosuchcommand\": executable file not found in $PATH");
        var state = (await Engine.Inspect("broken"))["State"]!;
        Assert.Equal("created", state["Status"]!.GetValue<string>());
        Assert.Equal(127, state["ExitCode"]!.GetValue<int>());
        Assert.EndsWith("exec: \"nosuchcommand\": executable file not found in $PATH", state["Error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_rm_a_container_that_could_not_start_is_gone()
    {
        (await Docker("run --rm --name broken busybox nosuchcommand")).Fails(127, "docker: Error response from daemon: exec: \"nosuchcommand\": executable file not found in $PATH");
        (await Docker("ps -aq")).Prints("");
    }
}
