using Gantry.Api.Routing;

namespace Gantry.Api.Tests.Routing;

public sealed class RouterTests
{
    [Theory]
    [InlineData("/images/busybox/json", "busybox")]
    [InlineData("/v1.44/images/localhost:5000/a/b:1/json", "localhost:5000/a/b:1")]
    [InlineData("/v1.44/images/localhost:5000%2Fa%2fb:1/json", "localhost:5000/a/b:1")]
    public void A_name_has_slashes_however_they_were_written(string path, string name)
    {
        var router = new Router();
        router.Get("/images/{name*}/json", _ => Task.CompletedTask);
        Assert.Equal(name, router.Find("GET", path).Values["name"]);
    }
}
