using System.Text;

using Gantry.Build.Client;
using Gantry.Cli.Building.Views;

namespace Gantry.Cli.Tests.Building.Views;

public sealed class PlainViewTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task A_step_speaks_until_it_is_done_and_others_wait()
    {
        var text = await ShowAsync(
            Steps(Step("a", "first", 0), Step("b", "second", 0)),
            Logs(Log("a", "one\n", 0.1), Log("b", "other\n", 0.1), Log("a", "tw", 0.2)),
            Logs(Log("a", "o\nopen", 1.5)),
            Steps(Step("b", "second", 0, 2)),
            Steps(Step("a", "first", 0, 3)),
            Steps(Step("c", "third", 3, 3, isCached: true)));
        Assert.Equal(
            """
            #1 first
            #1 0.100 one
            #1 1.500 two
            #1 1.500 open
            #1 DONE 3.0s

            #2 second
            #2 0.100 other
            #2 DONE 2.0s

            #3 third
            #3 CACHED


            """,
            text);
    }

    [Fact]
    public async Task What_fails_says_it_again_at_the_end_and_parts_say_how_much_they_were()
    {
        var text = await ShowAsync(
            Steps(Step("a", "[1/2] RUN false", 0)),
            new ClientProgress([], [new ClientPart("transferring", "a", "", 1_500_000, 0, Begin, Begin, Begin.AddSeconds(0.5))], [], []),
            Logs(Log("a", "why\n", 0.25)),
            Steps(Step("a", "[1/2] RUN false", 0, 1) with { Error = "exit code: 1" }),
            new ClientProgress([], [], [], [new ClientWarning("a", 1, "Careful (line 1)", [], "", null)]));
        Assert.Equal(
            """
            #1 [1/2] RUN false
            #1 transferring 1.50MB 0.5s done
            #1 0.250 why
            #1 ERROR: exit code: 1
            #1 WARN: Careful (line 1)

            ------
             > [1/2] RUN false:
            0.250 why
            ------

             1 warning found (gantry build --check tells more):
             - Careful (line 1)

            """,
            text);
    }

    private static async Task<string> ShowAsync(params ClientProgress[] all)
    {
        var output = new StringWriter { NewLine = "\n" };
        await using (var view = new PlainView(output, TimeProvider.System))
        {
            foreach (var progress in all)
                view.Show(progress);
        }

        return output.ToString();
    }

    private static ClientProgress Steps(params ClientStep[] steps) => new(steps, [], [], []);

    private static ClientProgress Logs(params ClientLog[] logs) => new([], [], logs, []);

    private static ClientStep Step(string digest, string name, double started, double? completed = null, bool isCached = false) =>
        new(digest, name, [], Begin.AddSeconds(started), completed is { } end ? Begin.AddSeconds(end) : null, isCached, "");

    private static ClientLog Log(string step, string text, double at) => new(step, 1, Encoding.UTF8.GetBytes(text), Begin.AddSeconds(at));
}
