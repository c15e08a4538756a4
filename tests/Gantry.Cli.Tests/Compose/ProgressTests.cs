using Gantry.Cli.Compose.Progress;
using Gantry.Compose.Execute;

namespace Gantry.Cli.Tests.Compose;

public sealed class ProgressTests
{
    private static readonly ProgressEvent Starting = new("Container a-1", ProgressStatus.Working, "Starting");

    [Fact]
    public void Plain_progress_is_a_line_for_each_event()
    {
        var output = new StringWriter { NewLine = "\n" };
        using var view = new PlainProgress(output);
        view.Report(Starting);
        view.Report(new ProgressEvent("web", ProgressStatus.Working, "") { Text = "Pulling" });
        view.Remark("WARNING: x");
        Assert.Equal(" Container a-1  Starting\n web Pulling \nWARNING: x\n", output.ToString());
    }

    [Fact]
    public void Json_progress_leaves_out_what_has_no_value()
    {
        var output = new StringWriter { NewLine = "\n" };
        using var view = new JsonProgress(output, dryRun: false);
        view.Report(Starting);
        view.Report(new ProgressEvent("layer", ProgressStatus.Working, "") { Parent = "web", Text = "Downloading", Current = 1, Total = 4, Percent = 25 });
        view.Remark("x");
        Assert.Equal(
            """
            {"id":"Container a-1","status":"Starting"}
            {"id":"layer","parent_id":"web","text":"Downloading","current":1,"total":4,"percent":25}
            {"tail":true,"text":"x"}

            """, output.ToString());
    }

    [Fact]
    public void Progress_of_a_dry_run_is_marked_as_such()
    {
        var output = new StringWriter { NewLine = "\n" };
        using (var plain = new PlainProgress(output, " DRY-RUN MODE - "))
            plain.Report(Starting);
        using (var json = new JsonProgress(output, dryRun: true))
            json.Report(Starting);
        Assert.Equal(" DRY-RUN MODE -  Container a-1  Starting\n{\"dry-run\":true,\"id\":\"Container a-1\",\"status\":\"Starting\"}\n", output.ToString());
        var lines = new ProgressLines(new Ansi(colours: false), new StoppedClock(), " DRY-RUN MODE - ");
        lines.Take(Starting);
        Assert.Equal([" ⠙ DRY-RUN MODE -  Container a-1  Starting          0.0s "], lines.Render(57, 20).ToArray());
    }

    [Fact]
    public void A_terminals_lines_show_what_is_done_and_how_long_it_took()
    {
        var lines = new ProgressLines(new Ansi(colours: false), new StoppedClock());
        lines.Take(Starting);
        lines.Take(Starting with { Subject = "Network n", StatusText = "Created", Status = ProgressStatus.Done });
        Assert.Equal((1, 2), (lines.Finished, lines.Count));
        Assert.Equal(
            [" ⠙ Container a-1  Starting                          0.0s ", " ✔ Network n      Created                           0.0s "],
            lines.Render(57, 20).ToArray());
    }

    [Fact]
    public void A_pull_shows_a_bar_for_each_layer_and_the_layers_below_it()
    {
        var lines = new ProgressLines(new Ansi(colours: false), new StoppedClock());
        lines.Take(new ProgressEvent("web", ProgressStatus.Working, "") { Text = "Pulling" });
        lines.Take(new ProgressEvent("l1", ProgressStatus.Working, "") { Parent = "web", Text = "Downloading", Current = 500, Total = 1000, Percent = 50 });
        var shown = lines.Render(60, 20).ToArray();
        Assert.StartsWith(" ⠙ web [⣤]    500B / 1kB     Pulling", shown[0], StringComparison.Ordinal);
        Assert.StartsWith("   ⠙ l1 Downloading", shown[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_are_left_out_where_there_is_no_room()
    {
        var lines = new ProgressLines(new Ansi(colours: false), new StoppedClock());
        lines.Take(new ProgressEvent("web", ProgressStatus.Working, "") { Text = "Pulling" });
        foreach (var layer in new[] { "l1", "l2", "l3" })
            lines.Take(new ProgressEvent(layer, ProgressStatus.Working, "") { Parent = "web", Text = "Waiting" });
        Assert.Single(lines.Render(60, 3));
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }
}
