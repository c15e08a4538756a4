using Gantry.Build.Copies;
using Gantry.Oci.Errors;

namespace Gantry.Build.Tests.Copies;

public sealed class ModeChangeTests
{
    [Theory]
    [InlineData("755", 0x1A4, false, 0x1ED)]
    [InlineData("0640", 0x1FF, false, 0x1A0)]
    [InlineData("4755", 0, false, 0x9ED)]
    [InlineData("u+x", 0x1A4, false, 0x1E4)]
    [InlineData("go-rwx", 0x1FF, false, 0x1C0)]
    [InlineData("a=rX", 0x1A4, false, 0x124)]
    [InlineData("a=rX", 0x1A4, true, 0x16D)]
    [InlineData("u=rwx,go=", 0x1A4, false, 0x1C0)]
    [InlineData("g=u", 0x1C0, false, 0x1F8)]
    [InlineData("+t", 0x1ED, true, 0x3ED)]
    [InlineData("o+t", 0x1ED, true, 0x1ED)]
    [InlineData("u+t", 0x1A4, false, 0x3A4)]
    [InlineData("u=t", 0x1A4, false, 0x224)]
    public void Bits_become_as_chmod_makes_them(string text, uint before, bool isDirectory, uint after) =>
        Assert.Equal(after, ModeChange.Parse(text).Apply(before, isDirectory));

    [Theory]
    [InlineData("")]
    [InlineData("u")]
    [InlineData("z+x")]
    [InlineData("99")]
    [InlineData("17777")]
    [InlineData("u+x!")]
    public void What_is_no_mode_is_refused(string text) => Assert.Equal(ErrorKind.Invalid, Assert.Throws<GantryException>(() => ModeChange.Parse(text)).Kind);
}
