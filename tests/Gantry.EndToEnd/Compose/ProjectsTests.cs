using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Compose;

/// <summary>
/// Projects of the kind that people have, in the folder Projects, through Docker's own Compose on one engine and through <c>gantry compose</c> on
/// another beside it: the same canonical form, the same containers, networks and volumes, and nothing left.
/// </summary>
public sealed class ProjectsTests(ProjectsTests.TwoEngines engines) : IClassFixture<ProjectsTests.TwoEngines>
{
    private static readonly string Source = Path.Combine(AppContext.BaseDirectory, "Compose", "Projects");

    public static TheoryData<string> Names => [.. Directory.EnumerateDirectories(Source).Select(folder => Path.GetFileName(folder)!).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_project_is_the_same_through_either_program(string name)
    {
        var folder = Copy(name);
        var flags = Text(folder, "args");
        var (theirs, ours) = (new Side(engines.Theirs.Engine, ComposeClients.Theirs, folder, flags), new Side(engines.Ours.Engine, ComposeClients.Ours, folder, flags));
        foreach (var command in new[] { "config", "config --format json", "config --hash '*'" })
            Assert.Equal(await theirs.Says(command), await ours.Says(command));

        foreach (var line in Text(folder, "prepare").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            await Task.WhenAll(theirs.Docker(line), ours.Docker(line));
        await Task.WhenAll(theirs.Says("up -d --quiet-build"), ours.Says("up -d --quiet-build"));
        var project = (await theirs.Says("config --format json | sed -n 's/^  \"name\": \"\\(.*\\)\",$/\\1/p'")).Trim();
        await Deadline.Until(async () =>
        {
            var states = await Task.WhenAll(ProjectState.Of(engines.Theirs.Engine, project), ProjectState.Of(engines.Ours.Engine, project));
            return states[0] == states[1] ? null : Difference(states[0], states[1]);
        }, TimeSpan.FromSeconds(10));

        await Task.WhenAll(theirs.Says("--profile '*' down -v -t 0"), ours.Says("--profile '*' down -v -t 0"));
        Assert.Equal("", await ProjectState.Of(engines.Ours.Engine, project));
        Assert.Equal("", await ProjectState.Of(engines.Theirs.Engine, project));
        foreach (var line in new[] { "network prune -f", "volume prune -af" }) // what was there before the project
            await Task.WhenAll(theirs.Docker(line), ours.Docker(line));
    }

    private static string Text(string folder, string file) => Path.Combine(folder, file) is var path && File.Exists(path) ? File.ReadAllText(path).TrimEnd('\n') : "";

    /// <summary>Both programs work in one folder, since its path is part of what they make.</summary>
    private string Copy(string name)
    {
        var folder = Path.Combine(engines.Ours.Engine.Work, name);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Source, name), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(Path.Combine(Source, name), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        return folder;
    }

    private static string Difference(string theirs, string ours)
    {
        var pairs = theirs.Split('\n').Zip(ours.Split('\n')).Where(pair => pair.First != pair.Second).ToList();
        return pairs.Count == 0 ? $"one has more:\n{theirs}\n\n{ours}" : string.Join("\n\n", pairs.Select(pair => $"{pair.First}\n{pair.Second}"));
    }

    /// <summary>Two fresh engines, each with a machine of its own.</summary>
    public sealed class TwoEngines : IAsyncLifetime
    {
        public EngineFixture Theirs { get; } = new();

        public EngineFixture Ours { get; } = new();

        public Task InitializeAsync() => Task.WhenAll(Theirs.InitializeAsync(), Ours.InitializeAsync());

        public Task DisposeAsync() => Task.WhenAll(Theirs.DisposeAsync(), Ours.DisposeAsync());
    }

    /// <summary>One program and its engine.</summary>
    private sealed record Side(Engine Engine, string Program, string Folder, string Flags)
    {
        public async Task<string> Says(string command) => (await Engine.Shell($"cd {Folder}; {Program} {Flags} {command}")).Ok().Out;

        public async Task Docker(string command) => (await Engine.Docker(command)).Ok();
    }
}
