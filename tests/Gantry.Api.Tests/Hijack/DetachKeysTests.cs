using System.Text;

using Gantry.Api.Hijack;
using Gantry.Oci.Errors;

namespace Gantry.Api.Tests.Hijack;

public sealed class DetachKeysTests
{
    [Theory]
    [InlineData("", "ab\u0010\u0011cd", "ab", true)]
    [InlineData("", "ab\u0010c", "ab\u0010c", false)]
    [InlineData("", "\u0010\u0010\u0011", "\u0010", true)]
    [InlineData("a,b,c", "ababc", "ab", true)]
    [InlineData("ctrl-@", "x\0y", "x", true)]
    [InlineData("ctrl-\\", "x\u001cy", "x", true)]
    [InlineData("DEL", "xy", "xy", false)]
    public void Keys_are_found_and_everything_else_is_passed_on(string keys, string input, string passed, bool leaves)
    {
        var whole = DetachKeys.Parse(keys);
        var output = new byte[64];
        Assert.Equal(leaves, whole.Filter(Encoding.ASCII.GetBytes(input), output, out var count));
        Assert.Equal(passed, Encoding.ASCII.GetString(output, 0, count));

        var byByte = DetachKeys.Parse(keys);
        var collected = new StringBuilder();
        var left = false;
        foreach (var key in Encoding.ASCII.GetBytes(input))
        {
            if (left) break;
            left = byByte.Filter([key], output, out count);
            collected.Append(Encoding.ASCII.GetString(output, 0, count));
        }
        Assert.Equal((leaves, passed), (left, collected.ToString()));
    }

    [Theory]
    [InlineData("ctrl-1")]
    [InlineData("word")]
    [InlineData("a,")]
    public void An_unknown_key_is_refused(string keys)
    {
        var failure = Assert.Throws<GantryException>(() => DetachKeys.Parse(keys));
        Assert.Equal($"Invalid detach keys ({keys}) provided", failure.Message);
    }
}
