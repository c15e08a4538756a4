using Gantry.Oci.Errors;
using Gantry.Runtime.Systemd;

namespace Gantry.Runtime.Tests.Systemd;

public sealed class PropertyAnnotationsTests
{
    [Theory]
    [InlineData("TimeoutStopUSec", "uint64 123456789", "TimeoutStopUSec t 123456789")]
    [InlineData("TimeoutStopSec", "1", "TimeoutStopUSec t 1000000")]
    [InlineData("TimeoutStopSec", "1.5", "TimeoutStopUSec t 1500000")]
    [InlineData("CollectMode", "'inactive-or-failed'", "CollectMode s \"inactive-or-failed\"")]
    [InlineData("CollectMode", "\"it\\'s \\u00e9\"", "CollectMode s \"it's é\"")]
    [InlineData("DefaultDependencies", "true", "DefaultDependencies b true")]
    [InlineData("After", "['a.service', 'b.service']", "After as [\"a.service\", \"b.service\"]")]
    [InlineData("CPUWeight", "@t 7", "CPUWeight t 7")]
    [InlineData("Empty", "@as []", "Empty as []")]
    [InlineData("AllowedCPUs", "[byte 3, 0x1]", "AllowedCPUs ay [3, 1]")]
    [InlineData("AllowedCPUs", "@ay [3, 0x1]", "AllowedCPUs ay [3, 1]")]
    public void Values_are_read_in_the_text_form_of_GVariant(string name, string text, string expected)
    {
        var property = Assert.Single(PropertyAnnotations.Of(new Dictionary<string, string> { ["org.systemd.property." + name] = text, ["other"] = "x" }));
        Assert.Equal(expected, $"{property.Name} {property.Value.Signature} {property.Value}");
    }

    [Theory]
    [InlineData("Ab", "1", "name incorrect: too short")]
    [InlineData("A-b-c", "1", "name incorrect: contains non-alphabetic character")]
    [InlineData("TimeoutStopSec", "'a'", "value parse error")]
    [InlineData("Some", "[1, 'a']", "value parse error")]
    [InlineData("Some", "int16 70000", "value parse error")]
    [InlineData("Some", "'open", "value parse error")]
    [InlineData("Some", "1 2", "value parse error")]
    [InlineData("Some", "", "value parse error")]
    public void What_is_none_is_refused(string name, string text, string reason)
    {
        var refused = Assert.Throws<GantryException>(() => PropertyAnnotations.Of(new Dictionary<string, string> { ["org.systemd.property." + name] = text }));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }
}
