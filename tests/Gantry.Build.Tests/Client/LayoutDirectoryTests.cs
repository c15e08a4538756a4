using Gantry.Build.Client.Layouts;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.Tests.Client;

public sealed class LayoutDirectoryTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("layout-").FullName;

    private LayoutDirectory Layout => new(Path.Combine(_directory, "new"));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_name_moves_to_what_gets_it_last()
    {
        Layout.Put(Thing("one"), "latest");
        Layout.Put(Thing("two"), "1.0", "docker.io/library/two:1.0");
        Layout.Put(Thing("three"), "latest");
        Assert.Equal(Thing("three").Digest, Layout.Find("latest", orSingle: false)!.Digest);
        Assert.Equal(Thing("two").Digest, Layout.Find("1.0", orSingle: false)!.Digest);
        Assert.Null(Layout.Find("nosuch", orSingle: true));
    }

    [Fact]
    public void The_only_thing_there_is_needs_no_name()
    {
        Layout.Put(Thing("one"), "some");
        Assert.Null(Layout.Find("latest", orSingle: false));
        Assert.Equal(Thing("one").Digest, Layout.Find("latest", orSingle: true)!.Digest);
    }

    [Fact]
    public void What_is_no_layout_says_so()
    {
        Assert.ThrowsAny<IOException>(() => Layout.Find("latest", orSingle: true));
        Layout.Put(Thing("one"), "latest");
        File.WriteAllText(Path.Combine(_directory, "new", "index.json"), "[");
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<GantryException>(() => Layout.Find("latest", orSingle: true)).Kind);
    }

    private static Descriptor Thing(string content) => new() { MediaType = MediaTypes.OciManifest, Digest = Digest.Of(System.Text.Encoding.UTF8.GetBytes(content)), Size = content.Length };
}
