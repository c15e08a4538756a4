using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Compose;

/// <summary>A project in a folder of its own, worked on with <c>docker compose</c>: Docker's command with Docker's plugins for projects and builds.</summary>
internal sealed class PluginProject
{
    private readonly Engine engine;

    private PluginProject(Engine engine, string name) => (this.engine, Name) = (engine, name);

    public string Name { get; }

    public string Folder => Path.Combine(engine.Work, Name);

    /// <summary>Writes the file and puts the plugins where the docker command looks for them.</summary>
    public static async Task<PluginProject> Make(Engine engine, string name, string text)
    {
        var plugins = Directory.CreateDirectory(Path.Combine(engine.ClientEnvironment["DOCKER_CONFIG"], "cli-plugins")).FullName;
        foreach (var plugin in new[] { "compose", "buildx" })
        {
            var link = Path.Combine(plugins, "docker-" + plugin);
            if (!File.Exists(link))
                File.CreateSymbolicLink(link, Path.Combine(BaseImages.Folder, plugin, "docker-" + plugin));
        }

        var project = new PluginProject(engine, name);
        await project.Write("compose.yaml", text);
        return project;
    }

    public async Task Write(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
    }

    /// <summary>Runs a command of the plugin to its end; a shell reads the line.</summary>
    public Task<Outcome> Run(string command) => engine.Shell($"cd {Folder}; docker compose --progress plain {command}", TimeSpan.FromSeconds(60));

    /// <summary>Begins a command of the plugin that stays.</summary>
    public Running Begin(string command) => Running.Start("docker", ["compose", "--progress", "plain", .. Words.Of(command)], engine.ClientEnvironment, keepInput: true, Folder);

    /// <summary>Begins a command of the plugin on a terminal.</summary>
    public Terminal OnTerminal(string command) => engine.OnTerminal($"compose --project-directory {Folder} {command}");
}
