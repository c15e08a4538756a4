using Gantry.Oci.Errors;
using Gantry.Runtime.Systemd;

namespace Gantry.Runtime.Tests.Systemd;

public sealed class UnitNameTests
{
    [Theory]
    [InlineData(null, null, "runc-one.scope")]
    [InlineData("machine-a.slice:docker:1234", "machine-a.slice", "docker-1234.scope")]
    [InlineData(":docker:1234", null, "docker-1234.scope")]
    [InlineData("a.slice:x:pod.slice", "a.slice", "pod.slice")]
    public void A_unit_is_named_by_the_document_or_by_the_container(string? path, string? slice, string name)
    {
        var unit = UnitName.Of("one", path);
        Assert.Equal((slice, name), (unit.Slice, unit.Name));
    }

    [Fact]
    public void Another_form_is_refused() =>
        Assert.Equal("expected cgroupsPath to be of format \"slice:prefix:name\" for systemd cgroups, got \"/a/b\" instead", Assert.Throws<GantryException>(() => UnitName.Of("one", "/a/b")).Message);

    [Theory]
    [InlineData("system.slice", "/system.slice")]
    [InlineData("a-b-c.slice", "/a.slice/a-b.slice/a-b-c.slice")]
    [InlineData("-.slice", "/")]
    public void A_slice_lies_in_those_its_name_begins_with(string slice, string path) => Assert.Equal(path, UnitName.SlicePath(slice));

    [Theory]
    [InlineData("a--b.slice")]
    [InlineData("a/b.slice")]
    [InlineData("-a.slice")]
    [InlineData("a.scope")]
    public void What_is_no_slice_is_refused(string slice) => Assert.Throws<GantryException>(() => UnitName.SlicePath(slice));
}
