using System.Net;

using Gantry.Api.Tests.Fakes;

namespace Gantry.Api.Tests.Registries;

public sealed class RegistryRoutesTests
{
    [Theory]
    [InlineData("""{"username":"me","password":"pw"}""", HttpStatusCode.OK, """{"IdentityToken":"token","Status":"Login Succeeded"}""")]
    [InlineData("""{"username":"you","password":"pw"}""", HttpStatusCode.Unauthorized, """{"message":"incorrect username or password"}""")]
    public async Task A_login_answers_with_a_token(string body, HttpStatusCode status, string answer)
    {
        await using var engine = await FakeEngine.StartAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var said = await engine.Client.PostAsync("/auth", content);
        Assert.Equal((status, answer), (said.StatusCode, (await said.Content.ReadAsStringAsync()).TrimEnd('\n')));
    }

    [Theory]
    [InlineData("term=x", """[{"star_count":9,"is_official":true,"name":"x","is_automated":false,"description":"official"},{"star_count":2,"is_official":false,"name":"xx","is_automated":false,"description":"other"}]""")]
    [InlineData("term=x&filters={\"stars\":{\"3\":true}}", """[{"star_count":9,"is_official":true,"name":"x","is_automated":false,"description":"official"}]""")]
    [InlineData("term=x&filters={\"is-official\":[\"false\"]}", """[{"star_count":2,"is_official":false,"name":"xx","is_automated":false,"description":"other"}]""")]
    [InlineData("term=x&limit=101", """{"message":"limit 101 is outside the range of [1, 100]"}""")]
    [InlineData("term=x&filters={\"y\":[\"1\"]}", """{"message":"invalid filter 'y'"}""")]
    public async Task A_search_filters_what_was_found(string query, string answer)
    {
        await using var engine = await FakeEngine.StartAsync();
        using var said = await engine.Client.GetAsync($"/images/search?{query}");
        Assert.Equal(answer, (await said.Content.ReadAsStringAsync()).TrimEnd('\n'));
    }

    [Fact]
    public async Task A_description_names_platforms()
    {
        await using var engine = await FakeEngine.StartAsync();
        var digest = "sha256:" + new string('a', 64);
        Assert.Equal(
            "{\"Descriptor\":{\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"digest\":\"" + digest
            + "\",\"size\":7},\"Platforms\":[{\"architecture\":\"arm\",\"os\":\"linux\",\"variant\":\"v7\"}]}\n",
            await engine.Client.GetStringAsync("/distribution/a/b:1/json"));
    }
}
