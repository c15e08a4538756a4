using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;

namespace Gantry.Oci.Tests.References;

public sealed class ReferenceTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("busybox", "docker.io/library/busybox:latest", "busybox:latest")]
    [InlineData("busybox:1.36", "docker.io/library/busybox:1.36", "busybox:1.36")]
    [InlineData("library/busybox", "docker.io/library/busybox:latest", "busybox:latest")]
    [InlineData("docker.io/busybox", "docker.io/library/busybox:latest", "busybox:latest")]
    [InlineData("index.docker.io/a/b", "docker.io/a/b:latest", "a/b:latest")]
    [InlineData("a/b/c:x", "docker.io/a/b/c:x", "a/b/c:x")]
    [InlineData("localhost/x", "localhost/x:latest", "localhost/x:latest")]
    [InlineData("localhost:5000/x:y", "localhost:5000/x:y", "localhost:5000/x:y")]
    [InlineData("[::1]:5000/x", "[::1]:5000/x:latest", "[::1]:5000/x:latest")]
    [InlineData("UPPER.example/x", "UPPER.example/x:latest", "UPPER.example/x:latest")]
    [InlineData("a__b-c---d.e:T_1.-", "docker.io/library/a__b-c---d.e:T_1.-", "a__b-c---d.e:T_1.-")]
    [InlineData("x@sha256:" + Hash, "docker.io/library/x@sha256:" + Hash, "x@sha256:" + Hash)]
    [InlineData("x:t@sha256:" + Hash, "docker.io/library/x:t@sha256:" + Hash, "x:t@sha256:" + Hash)]
    public void A_name_has_a_full_and_a_familiar_form(string text, string canonical, string familiar)
    {
        var reference = Reference.Parse(text).WithDefaultTag();
        Assert.Equal(canonical, reference.Canonical);
        Assert.Equal(familiar, reference.Familiar);
        Assert.Equal(reference, Reference.Parse(reference.Canonical));
        Assert.Equal(reference, Reference.Parse(reference.Familiar));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":x")]
    [InlineData("x:")]
    [InlineData("x:!")]
    [InlineData("-x")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData("a b")]
    [InlineData("x\n")]
    [InlineData("x@sha256")]
    [InlineData("x@sha256:0123")]
    [InlineData("https://example.org/x")]
    [InlineData("x..y")]
    [InlineData("a___b")]
    public void Text_outside_the_grammar_is_no_name(string text)
    {
        var error = Assert.Throws<GantryException>(() => Reference.Parse(text));
        Assert.Equal(ErrorKind.Invalid, error.Kind);
        Assert.Equal("invalid reference format", error.Message);
    }

    [Fact]
    public void Upper_case_is_named_as_the_fault()
    {
        var error = Assert.Throws<GantryException>(() => Reference.Parse("Foo:x"));
        Assert.Equal("invalid reference format: repository name (library/Foo) must be lowercase", error.Message);
    }

    [Fact]
    public void An_id_is_no_name()
    {
        var error = Assert.Throws<GantryException>(() => Reference.Parse(Hash));
        Assert.Equal($"invalid repository name ({Hash}), cannot specify 64-byte hexadecimal strings", error.Message);
    }

    [Fact]
    public void A_repository_may_have_255_characters_and_a_tag_128()
    {
        Assert.True(Reference.TryParse($"example.org/{new string('a', 255)}:{new string('b', 128)}", out _));
        Assert.False(Reference.TryParse($"example.org/x:{new string('b', 129)}", out _));
        var error = Assert.Throws<GantryException>(() => Reference.Parse($"example.org/{new string('a', 256)}"));
        Assert.Equal("repository name must not be more than 255 characters", error.Message);
    }

    [Theory]
    [InlineData("x@sha512:0123456789abcdef0123456789abcdef", "invalid checksum digest length")]
    [InlineData("x@foo:0123456789abcdef0123456789abcdef", "unsupported digest algorithm")]
    public void A_digest_must_be_of_a_known_kind(string text, string message) =>
        Assert.Equal(message, Assert.Throws<GantryException>(() => Reference.Parse(text)).Message);

    [Fact]
    public void A_tag_or_a_digest_takes_the_place_of_the_other()
    {
        var reference = Reference.Parse("x:1");
        var digest = Digest.Parse($"sha256:{Hash}");
        Assert.Equal($"x@sha256:{Hash}", reference.WithDigest(digest).Familiar);
        Assert.Equal("x:2", reference.WithDigest(digest).WithTag("2").Familiar);
        Assert.Throws<GantryException>(() => reference.WithTag("no tag"));
    }
}
