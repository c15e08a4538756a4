using Gantry.Engine.UserNamespaces;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Engine.Tests.UserNamespaces;

public sealed class SubordinateIdsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gantry-subids-").FullName;

    public SubordinateIdsTests()
    {
        Write("passwd", "root:x:0:0:root:/root:/bin/bash\n# none\nann:x:1000:100::/home/ann:/bin/sh\nbob:x:1001:1001::/:/bin/sh\n");
        Write("group", "root:x:0:\nusers:x:100:\nbob:x:1001:\nstaff:x:50:\n");
        Write("subuid", "ann:200000:1000\nbob:300000:65536\nann:500000:10\n1001:700000:5\n");
        Write("subgid", "users:210000:1000\nbob:310000:65536\nstaff:410000:7\n");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_directory, file), text);

    private IdMappings Resolve(string text) => new SubordinateIds(_directory).Resolve(text);

    [Fact]
    public void Ranges_of_a_user_follow_one_another()
    {
        var ids = Resolve("ann");
        Assert.Equal([(0u, 200000u, 1000u), (1000u, 500000u, 10u)], ids.Users.Select(m => (m.ContainerID, m.HostID, m.Size)));
        Assert.Equal([(0u, 210000u, 1000u)], ids.Groups.Select(m => (m.ContainerID, m.HostID, m.Size)));
    }

    [Theory]
    [InlineData("bob", 310000u)]
    [InlineData("1001", 310000u)]
    [InlineData("bob:staff", 410000u)]
    [InlineData("1001:50", 410000u)]
    public void Names_and_numbers_mean_the_same(string text, uint group)
    {
        var ids = Resolve(text);
        Assert.Equal([300000u, 700000u], ids.Users.Select(m => m.HostID));
        Assert.Equal(group, Assert.Single(ids.Groups).HostID);
    }

    [Fact]
    public void Root_lends_nothing() => Assert.Empty(Resolve("0").Users);

    [Theory]
    [InlineData("nosuch", "Error during uid lookup for \"nosuch\": getent unable to find entry \"nosuch\" in passwd database")]
    [InlineData("777", "Uid 777 has no entry in /etc/passwd: getent unable to find entry \"777\" in passwd database")]
    [InlineData("bob:nosuch", "Error during groupname lookup for \"nosuch\": getent unable to find entry \"nosuch\" in group database")]
    [InlineData("a:b:c", "Invalid user/group specification in --userns-remap: \"a:b:c\"")]
    [InlineData("ann:bobby", "Error during groupname lookup for \"bobby\": getent unable to find entry \"bobby\" in group database")]
    [InlineData("ann:root", "Can't create ID mappings: no subgid ranges found for group \"root\"")]
    public void What_cannot_be_resolved_is_told_in_dockers_words(string text, string message) =>
        Assert.Equal(message, Assert.Throws<GantryException>(() => Resolve(text)).Message);

    [Fact]
    public void A_user_without_ranges_is_refused()
    {
        Write("subuid", "bob:300000:65536\n");
        Assert.Equal("Can't create ID mappings: no subuid ranges found for user \"ann\"", Assert.Throws<GantryException>(() => Resolve("ann")).Message);
    }
}
