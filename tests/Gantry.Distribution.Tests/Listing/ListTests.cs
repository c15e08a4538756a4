using System.Net;

using Gantry.Distribution.Tests.Support;

namespace Gantry.Distribution.Tests.Listing;

public class ListTests : ServerTests
{
    [Fact]
    public async Task Tags_come_in_pages_in_the_order_of_their_bytes()
    {
        var manifest = await Image("a", "layer");
        foreach (var tag in new[] { "b", "a", "B", "c" })
            (await PutManifest("a", tag, manifest)).Dispose();
        Assert.Equal("""{"name":"a","tags":["B","a","b","c"]}""", await Http.GetStringAsync("/v2/a/tags/list"));
        using (var first = await Get("/v2/a/tags/list?n=2"))
        {
            Assert.Equal("""{"name":"a","tags":["B","a"]}""", await first.Content.ReadAsStringAsync());
            Assert.Equal("</v2/a/tags/list?last=a&n=2>; rel=\"next\"", Header(first, "Link"));
        }

        using (var second = await Get("/v2/a/tags/list?last=a&n=2"))
        {
            Assert.Equal("""{"name":"a","tags":["b","c"]}""", await second.Content.ReadAsStringAsync());
            Assert.Equal("", Header(second, "Link"));
        }

        using (var none = await Get("/v2/a/tags/list?n=0"))
        {
            Assert.Equal("""{"name":"a","tags":[]}""", await none.Content.ReadAsStringAsync());
            Assert.Equal("", Header(none, "Link"));
        }

        await Refused(await Get("/v2/a/tags/list?n=-1"), HttpStatusCode.BadRequest, "PAGINATION_NUMBER_INVALID");
        await Refused(await Get("/v2/none/tags/list"), HttpStatusCode.NotFound, "NAME_UNKNOWN");
    }

    [Fact]
    public async Task The_catalog_names_all_repositories()
    {
        foreach (var name in new[] { "a/b", "a", "a-b", "c/d/e" })
            (await PutManifest(name, "1", await Image(name, "layer"))).Dispose();
        await Push("only/blobs", "x");
        Assert.Equal("""{"repositories":["a","a-b","a/b","c/d/e"]}""", await Http.GetStringAsync("/v2/_catalog"));
        using var page = await Get("/v2/_catalog?n=1&last=a-b");
        Assert.Equal("""{"repositories":["a/b"]}""", await page.Content.ReadAsStringAsync());
        Assert.Equal("</v2/_catalog?last=a%2Fb&n=1>; rel=\"next\"", Header(page, "Link"));
    }

    [Fact]
    public async Task The_base_answers_and_nothing_else_is_there()
    {
        Assert.Equal("{}", await Http.GetStringAsync("/v2/"));
        await Refused(await Get("/v2/a"), HttpStatusCode.NotFound, "NOT_FOUND");
        await Refused(await Get("/v1/"), HttpStatusCode.NotFound, "NOT_FOUND");
        await Refused(await Send(HttpMethod.Post, "/"), HttpStatusCode.NotFound, "NOT_FOUND");
        await Refused(await Send(HttpMethod.Post, "/v2/a/tags/list"), HttpStatusCode.MethodNotAllowed, "UNSUPPORTED");
    }

    [Theory]
    [InlineData("/", "text/html; charset=utf-8")]
    [InlineData("/page.css", "text/css; charset=utf-8")]
    [InlineData("/page.js", "text/javascript; charset=utf-8")]
    public async Task The_page_runs_nothing_but_its_own_files(string path, string type)
    {
        using var page = await Get(path);
        Assert.Equal((HttpStatusCode.OK, type), (page.StatusCode, page.Content.Headers.ContentType!.ToString()));
        Assert.StartsWith("default-src 'none'; script-src 'self';", Header(page, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.NotEmpty(await page.Content.ReadAsStringAsync());
    }
}
