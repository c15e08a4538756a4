using Gantry.Api.Tests.Fakes;

namespace Gantry.Api.Tests.Checks;

public sealed class CheckRoutesTests
{
    [Theory]
    [InlineData("", "false")]
    [InlineData("?repair=1", "true")]
    public async Task A_check_answers_line_by_line(string query, string repaired)
    {
        await using var engine = await FakeEngine.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/system/check{query}");
        request.Headers.Add("X-Registry-Config", Convert.ToBase64String("""{"https://registry.test":{"username":"me","password":"pw"}}"""u8));
        using var said = await engine.Client.SendAsync(request);
        Assert.Equal(
            $$$"""
            {"At":"blob sha256:1","Number":1,"Total":1}
            {"Found":{"Subject":"blob sha256:1","Problem":"it is missing","Users":["web:latest"],"IsRepaired":{{{repaired}}},"Note":"asked as \"me\""}}
            {"Done":true}

            """.ReplaceLineEndings("\n"),
            await said.Content.ReadAsStringAsync());
    }
}
