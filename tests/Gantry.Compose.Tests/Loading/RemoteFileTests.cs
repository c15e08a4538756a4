using Gantry.Compose.Loading;
using Gantry.Compose.Model;

namespace Gantry.Compose.Tests.Loading;

/// <summary>Files that are brought here from elsewhere.</summary>
public sealed class RemoteFileTests : IDisposable
{
    private readonly string here = Directory.CreateTempSubdirectory("gantry-here-").FullName;
    private readonly string there = Directory.CreateTempSubdirectory("gantry-there-").FullName;

    public RemoteFileTests() => File.WriteAllText(
        Path.Combine(Directory.CreateDirectory(Path.Combine(there, "sub")).FullName, "compose.yaml"), "services: {far: {image: x, volumes: [./v:/v]}}\n");

    public void Dispose()
    {
        Directory.Delete(here, recursive: true);
        Directory.Delete(there, recursive: true);
    }

    [Fact]
    public void A_project_of_a_file_elsewhere_has_its_paths_there_and_its_name_and_variables_here()
    {
        File.WriteAllText(Path.Combine(here, ".env"), "COLOUR=red\n");
        var project = Load("far:main");
        Assert.Equal(Path.Combine(there, "sub"), project.WorkingDirectory);
        Assert.Equal(Path.Combine(there, "sub", "v"), project.Services["far"].Volumes[0].Source);
        Assert.StartsWith("gantry-here-", project.Name, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("red", project.Environment["COLOUR"]);
    }

    [Fact]
    public void Included_and_extended_files_may_lie_elsewhere()
    {
        var included = new List<string>();
        File.WriteAllText(Path.Combine(here, "compose.yaml"), "include: ['far:main']\nservices: {near: {extends: {file: 'far:main', service: far}}}\n");
        var project = Load(null, included);
        Assert.Equal(["far:main"], included);
        Assert.Equal(here, project.WorkingDirectory);
        Assert.Equal(Path.Combine(there, "sub", "v"), project.Services["far"].Volumes[0].Source);
        // What is extended has its paths where all that came with it begins, as with Docker's Compose.
        Assert.Equal(Path.Combine(there, "v"), project.Services["near"].Volumes[0].Source);
    }

    private Project Load(string? file, List<string>? included = null) => new ProjectLoader(new ProjectSource
    {
        CurrentDirectory = here,
        Files = file is null ? [] : [file],
        Remotes = new Elsewhere(there),
        Included = included is null ? _ => { } : included.Add,
    }).Load(new LoadOptions(), []);

    private sealed class Elsewhere(string root) : IRemoteFiles
    {
        public bool Accepts(string address) => address.StartsWith("far:", StringComparison.Ordinal);

        public RemoteFile Fetch(string address) => new(Path.Combine(root, "sub", "compose.yaml"), root);
    }
}
