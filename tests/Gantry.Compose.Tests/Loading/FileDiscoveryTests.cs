using Gantry.Compose.Loading;

namespace Gantry.Compose.Tests.Loading;

public sealed class FileDiscoveryTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gantry-compose-").FullName;
    private readonly List<string> _warnings = [];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_file_of_a_directory_above_is_found_with_its_override()
    {
        Write("compose.yaml", "services: {a: {image: one, command: c}}");
        Write("compose.override.yml", "services: {a: {image: two}}");
        var below = Directory.CreateDirectory(Path.Combine(_directory, "x", "y")).FullName;
        var project = Load(new ProjectSource { CurrentDirectory = below });
        Assert.Equal("two", project.Services["a"].Image);
        Assert.Equal([Path.Combine(_directory, "compose.yaml"), Path.Combine(_directory, "compose.override.yml")], project.ComposeFiles);
    }

    [Fact]
    public void The_first_of_several_names_is_used_with_a_warning()
    {
        Write("compose.yaml", "services: {a: {image: one}}");
        Write("docker-compose.yml", "services: {a: {image: two}}");
        Assert.Equal("one", Load(new ProjectSource { CurrentDirectory = _directory }).Services["a"].Image);
        Assert.Equal($"Using {_directory}/compose.yaml", _warnings[^1]);
    }

    [Fact]
    public void Standard_input_is_a_file()
    {
        var source = new ProjectSource { CurrentDirectory = _directory, Files = ["-"], Name = "p", Input = new StringReader("services: {a: {image: x, volumes: [./d:/d]}}") };
        Assert.Equal($"{_directory}/d", Load(source).Services["a"].Volumes[0].Source);
    }

    [Fact]
    public void A_tilde_is_the_home_directory()
    {
        Write("compose.yaml", "services: {a: {image: x, volumes: [~/d:/d]}}");
        var home = System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);
        Assert.Equal($"{home}/d", Load(new ProjectSource { CurrentDirectory = _directory }).Services["a"].Volumes[0].Source);
    }

    [Theory]
    [InlineData("given", "variable", "given")]
    [InlineData(null, "variable", "variable")]
    [InlineData(null, null, "infile")]
    public void The_name_comes_from_the_nearest_to_the_user(string? given, string? variable, string expected)
    {
        Write("compose.yaml", "name: In File\nservices: {a: {image: x}}");
        var variables = new Dictionary<string, string> { ["COMPOSE_PROJECT_NAME"] = variable ?? "" };
        Assert.Equal(expected, Load(new ProjectSource { CurrentDirectory = _directory, Name = given, Variables = variables }).Name);
    }

    private Model.Project Load(ProjectSource source) => new ProjectLoader(source with { Warn = _warnings.Add }).Load(new LoadOptions(), []);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory, name), text);
}
