using Gantry.Build.Exporters;
using Gantry.Oci.Errors;
using Gantry.Storage.Images.Pushes;

namespace Gantry.Build.Tests.Exporters;

public sealed class ExportOptionsTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("T", true)]
    [InlineData("0", false)]
    public void Switches_are_read_as_Go_reads_them(string value, bool expected) => Assert.Equal(expected, Of(("push", value)).Switch("push"));

    [Fact]
    public void A_switch_that_is_neither_is_refused() =>
        Assert.Contains("non-bool value specified for push", Assert.Throws<GantryException>(() => Of(("push", "yes")).Switch("push")).Message, StringComparison.Ordinal);

    [Fact]
    public void Layers_are_packed_as_is_said()
    {
        Assert.Equal(LayerForm.Usual, Of().Form);
        Assert.Equal(new LayerForm(LayerPacking.Zstd, 7, IsForced: true), Of(("compression", "zstd"), ("compression-level", "7"), ("force-compression", "true")).Form);
        Assert.Throws<GantryException>(() => Of(("compression-level", "high")).Form);
    }

    [Fact]
    public void What_only_Oci_has_a_name_for_turns_its_types_on()
    {
        Assert.False(Read().IsOci);
        Assert.True(Read(("compression", "zstd")).IsOci);
        Assert.True(Read(("annotation-index.a", "b")).IsOci);
        Assert.False(Read(("annotation.a", "b")).IsOci);
    }

    [Fact]
    public void Annotations_are_about_a_level_and_perhaps_a_platform()
    {
        var annotations = ImageAnnotations.Read(new Dictionary<string, string>
        {
            ["annotation.all"] = "1",
            ["annotation[linux/arm64].all"] = "2",
            ["annotation-index.i"] = "3",
        });
        Assert.Equal("1", annotations.Of("manifest", "linux/amd64")!["all"]);
        Assert.Equal("2", annotations.Of("manifest", "linux/arm64")!["all"]);
        Assert.Equal("3", annotations.Of("index", "")!["i"]);
        Assert.Null(annotations.Of("index-descriptor", ""));
        Assert.Throws<GantryException>(() => ImageAnnotations.Read(new Dictionary<string, string> { ["annotation-cover.a"] = "b" }));
    }

    [Fact]
    public void A_time_is_seconds()
    {
        Assert.Null(EpochText.Read(""));
        Assert.Equal(new DateTimeOffset(2001, 9, 9, 1, 46, 40, TimeSpan.Zero), EpochText.Read("1000000000"));
        Assert.Throws<GantryException>(() => EpochText.Read("yesterday"));
    }

    private static ExportOptions Of(params (string Name, string Value)[] options) => new(options.ToDictionary(o => o.Name, o => o.Value));

    private static ImageOptions Read(params (string Name, string Value)[] options) => ImageOptions.Read(options.ToDictionary(o => o.Name, o => o.Value), isOci: false);
}
