using Gantry.Cli.Settings;

namespace Gantry.Cli.Tests.Settings;

public sealed class ProxyVariablesTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("gantry-proxies-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void The_engines_own_proxies_count_more_than_the_default()
    {
        var config = Config("""{"proxies": {"default": {"httpProxy": "http://d"}, "tcp://e:1": {"httpsProxy": "http://e", "noProxy": "a,b", "ftpProxy": ""}}}""");
        Assert.Equal(["HTTP_PROXY=http://d"], Text(ProxyVariables.OfBuild(config, "unix:///s")));
        Assert.Equal(["HTTPS_PROXY=http://e", "NO_PROXY=a,b"], Text(ProxyVariables.OfBuild(config, "tcp://e:1")));
        Assert.Equal(["HTTP_PROXY=http://d", "http_proxy=http://d"], Text(ProxyVariables.OfContainer(config, "unix:///s")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"proxies": []}""")]
    [InlineData("""{"proxies": {"default": {"httpProxy": 1}}}""")]
    public void Who_has_none_gets_none(string text) => Assert.Empty(ProxyVariables.OfContainer(Config(text), "unix:///s"));

    private ClientConfig Config(string text)
    {
        File.WriteAllText(Path.Combine(directory, "config.json"), text);
        return ClientConfig.Load(directory, _ => { });
    }

    private static IEnumerable<string> Text(IEnumerable<KeyValuePair<string, string>> variables) => variables.Select(variable => $"{variable.Key}={variable.Value}");
}
