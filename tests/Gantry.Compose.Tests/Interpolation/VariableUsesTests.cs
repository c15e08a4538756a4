using Gantry.Compose.Interpolation;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Tests.Interpolation;

public sealed class VariableUsesTests
{
    [Theory]
    [InlineData("$A", "A", "", "", false)]
    [InlineData("${A:-d}", "A", "d", "", false)]
    [InlineData("${A+r}", "A", "", "r", false)]
    [InlineData("${A:?e}", "A", "", "", true)]
    public void A_use_says_what_the_variable_needs(string text, string name, string fallback, string replacement, bool required) =>
        Assert.Equal([new VariableUse(name, fallback, replacement, required)], VariableUses.Of(new ScalarNode(text)));

    [Fact]
    public void Nested_and_later_variables_are_found() =>
        Assert.Equal(["A", "B", "C"], VariableUses.Of(new ListNode([new ScalarNode("${A:-${B}} ${C:-x} $$D")])).Select(use => use.Name));
}
