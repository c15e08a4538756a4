using Gantry.Compose.Loading;

namespace Gantry.Compose.Tests.Loading;

/// <summary>A project of the folder Cases, copied to the place its expected output speaks of.</summary>
internal sealed class ProjectCase
{
    private static readonly string Source = Path.Combine(AppContext.BaseDirectory, "Cases");
    private readonly string _name;

    public ProjectCase(string name)
    {
        _name = name;
        Directory = Path.Combine("/tmp/gantry-compose-tests", name);
        foreach (var file in System.IO.Directory.EnumerateFiles(Path.Combine(Source, name), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Directory, Path.GetRelativePath(Path.Combine(Source, name), file));
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
        Loader = new ProjectLoader(WithArguments(new ProjectSource
        {
            CurrentDirectory = Directory,
            Variables = new Dictionary<string, string> { ["PATH"] = "/bin" },
            Warn = Warnings.Add,
        }));
    }

    public static TheoryData<string> Names => [.. System.IO.Directory.EnumerateDirectories(Source).Select(directory => Path.GetFileName(directory)!).Order()];

    public string Directory { get; }

    public List<string> Warnings { get; } = [];

    public ProjectLoader Loader { get; }

    /// <summary>What the reference implementation printed, or nothing when it printed nothing.</summary>
    public string Expected(string file) => Path.Combine(Source, _name, file) is var path && File.Exists(path) ? File.ReadAllText(path) : "";

    private ProjectSource WithArguments(ProjectSource source)
    {
        var words = Expected("args").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        for (var i = 0; i < words.Length; i += 2)
            source = words[i] switch
            {
                "-f" => source with { Files = [.. source.Files, words[i + 1]] },
                "-p" => source with { Name = words[i + 1] },
                "--profile" => source with { Profiles = [.. source.Profiles, words[i + 1]] },
                "--project-directory" => source with { Directory = words[i + 1] },
                var other => throw new InvalidOperationException($"unknown argument {other}"),
            };
        return source;
    }
}
