using Gantry.Build.Frontend;
using Gantry.Oci.Images;
using Gantry.Storage.Steps;

namespace Gantry.Build.Tests.Frontend;

public sealed class ImageHistoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_last_steps_of_a_history_that_tells_of_too_many_layers_have_none()
    {
        var history = ImageHistory.Of([Step("base") with { Created = "then" }, Step("copy"), Step("sync")], [Layer(null), Layer(1)], epoch: null);
        Assert.Equal([false, false, true], history.Select(h => h.EmptyLayer));
        Assert.Equal(["then", "2026-03-01T12:01:00Z", "2026-03-01T12:01:00Z"], history.Select(h => h.Created));
    }

    [Fact]
    public void Steps_without_layers_have_the_time_of_what_is_new_before_them_or_first_after_them()
    {
        var history = ImageHistory.Of([Step("base") with { Created = "then" }, Step("env") with { EmptyLayer = true }, Step("run"), Step("copy"), Step("cmd") with { EmptyLayer = true }], [Layer(null), Layer(1), Layer(2)], epoch: null);
        Assert.Equal(["then", "2026-03-01T12:01:00Z", "2026-03-01T12:01:00Z", "2026-03-01T12:02:00Z", "2026-03-01T12:02:00Z"], history.Select(h => h.Created));
    }

    [Fact]
    public void A_layer_nobody_tells_of_is_told_by_the_exporter()
    {
        var step = Assert.Single(ImageHistory.Of([], [Layer(1) with { CreatedBy = "mkfile /x" }], epoch: null));
        Assert.Equal(("2026-03-01T12:01:00Z", "mkfile /x", "buildkit.exporter.image.v0"), (step.Created, step.CreatedBy, step.Comment));
    }

    [Fact]
    public void Nothing_new_is_later_than_the_epoch_and_what_the_base_tells_stays()
    {
        var history = ImageHistory.Of([Step("base") with { Created = "2020-01-01T00:00:00Z" }, Step("base") with { Created = "2030-01-01T00:00:00Z" }, Step("run")], [Layer(null), Layer(null), Layer(1)], Noon);
        Assert.Equal(["2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "2026-03-01T12:00:00Z"], history.Select(h => h.Created));
    }

    private static HistoryStep Step(string command) => new() { CreatedBy = command };

    private static TreeLayer Layer(int? minute) =>
        new(Digest.Of([(byte)(minute ?? 0)]), new Descriptor()) { Created = minute is { } at ? Noon.AddMinutes(at) : null };
}
