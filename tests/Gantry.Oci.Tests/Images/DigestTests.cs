using Gantry.Oci.Images;

namespace Gantry.Oci.Tests.Images;

public sealed class DigestTests
{
    private const string Empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void The_digest_of_nothing_is_well_known()
    {
        var digest = Digest.Of([]);
        Assert.Equal(Empty, digest.Value);
        Assert.Equal(digest, Digest.Parse(Empty));
        Assert.Equal("sha256", digest.Algorithm);
        Assert.Equal("e3b0c44298fc", digest.Short);
        Assert.False(digest.IsEmpty);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256:")]
    [InlineData("sha256:../../etc/passwd")]
    [InlineData("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void Anything_else_is_no_digest(string? text) => Assert.False(Digest.TryParse(text, out _));

    [Fact]
    public void The_default_value_names_nothing()
    {
        Assert.True(default(Digest).IsEmpty);
        Assert.Equal("", default(Digest).ToString());
        Assert.Equal("", default(Digest).Short);
    }
}
