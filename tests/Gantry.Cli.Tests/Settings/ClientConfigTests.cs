using Gantry.Cli.Settings;

namespace Gantry.Cli.Tests.Settings;

public sealed class ClientConfigTests
{
    [Fact]
    public void What_is_not_known_stays()
    {
        using var folder = new Folder();
        folder.Write("config.json", """{"auths":{},"plugins":{"x":{"y":"z"}},"currentContext":"old"}""");
        var config = ClientConfig.Load(folder.Path, Assert.Fail);
        config.Set("currentContext", "new");
        config.Save();
        Assert.Equal("{\n\t\"auths\": {},\n\t\"plugins\": {\n\t\t\"x\": {\n\t\t\t\"y\": \"z\"\n\t\t}\n\t},\n\t\"currentContext\": \"new\"\n}", folder.Read("config.json"));
    }

    [Fact]
    public void A_new_file_is_its_owners_alone()
    {
        using var folder = new Folder();
        ClientConfig.Load(folder.Path, Assert.Fail).Save();
        Assert.Equal("{\n\t\"auths\": {}\n}", folder.Read("config.json"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, "config.json")));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        using var folder = new Folder();
        var target = folder.Write("real.json", "{}");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "config.json"), target);
        var config = ClientConfig.Load(folder.Path, Assert.Fail);
        config.Set("psFormat", "x");
        config.Save();
        Assert.Equal(target, new FileInfo(Path.Combine(folder.Path, "config.json")).LinkTarget);
        Assert.Contains("psFormat", folder.Read("real.json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "unexpected end of JSON input")]
    [InlineData("[]", "json: cannot unmarshal array into Go value of type configfile.ConfigFile")]
    [InlineData("", null)]
    public void What_are_no_settings_is_told_and_counts_as_empty(string text, string? fault)
    {
        using var folder = new Folder();
        var file = folder.Write("config.json", text);
        var warnings = new List<string>();
        Assert.Equal("", ClientConfig.Load(folder.Path, warnings.Add).Text("psFormat"));
        Assert.Equal(fault is null ? [] : [$"WARNING: Error parsing config file ({file}): {fault}"], warnings);
    }
}
