using Gantry.Oci.Errors;
using Gantry.Runtime.Containers;

namespace Gantry.Runtime.Tests.Containers;

public sealed class ContainerStoreTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("runtime-store").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("ä")]
    public void Names_that_are_no_file_names_are_refused(string id) => Assert.Equal(ErrorKind.Invalid, Assert.Throws<GantryException>(() => new ContainerStore(root).Reserve(id)).Kind);

    [Fact]
    public void A_name_is_given_once()
    {
        var store = new ContainerStore(root);
        store.Reserve("a-b_c.d+1");
        Assert.Equal(ErrorKind.Conflict, Assert.Throws<GantryException>(() => store.Reserve("a-b_c.d+1")).Kind);
        Assert.Equal(["a-b_c.d+1"], store.Names());
    }

    [Fact]
    public void A_container_that_was_never_recorded_does_not_exist()
    {
        var store = new ContainerStore(root);
        store.Reserve("one");
        Assert.Equal("container does not exist", Assert.Throws<GantryException>(() => store.Open("one")).Message);
    }

    [Fact]
    public void A_process_that_took_the_number_of_a_dead_one_is_not_the_container()
    {
        var store = new ContainerStore(root);
        var container = new StoredContainer(store.Reserve("one"), new ContainerRecord { Id = "one", Bundle = "/b", Rootfs = "/r", Created = DateTime.UnixEpoch, OciVersion = "1.2.0" });
        container.Save(container.Record with { Pid = Environment.ProcessId, StartTicks = 1 });
        Assert.Equal(ContainerStatus.Stopped, store.Open("one").Status());
    }
}
