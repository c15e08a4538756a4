using System.Collections.Concurrent;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>Dockerfiles as people write them: <c>Dockerfiles/NAME</c> has one with its files, what its image prints when it runs (<c>prints</c>), and flags of the build
/// (<c>flags</c>) where it needs some.</summary>
public sealed class DockerfileSetTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const int AtOnce = 4;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Builds", "Dockerfiles");

    /// <summary>The registry that this machine's npm asks, where it has been told one.</summary>
    private static string Npm => Environment.GetEnvironmentVariable("npm_config_registry") is { Length: > 0 } registry ? $"--build-arg NPM_REGISTRY={registry.TrimEnd('/')}/" : "";

    /// <summary>Where this machine's .NET SDK is: the runtime that runs the tests lies in it.</summary>
    private static string Sdk => Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    public override async Task InitializeAsync()
    {
        await Engine.ImportDebian();
        (await Engine.Shell($"{RemoteBuilder.Buildx} build -q -t gcc -t nginx -t node:20 -t python:3 -t redis {Npm} - < {Folder}/tools.Dockerfile", Longest)).Ok();
        const string dotnet = "mcr.microsoft.com/dotnet";
        (await Engine.Shell($"{RemoteBuilder.Buildx} build -q -t {dotnet}/sdk:10.0 -t {dotnet}/runtime:10.0 -t {dotnet}/aspnet:10.0 --build-context dotnet={Sdk} - < {Folder}/dotnet.Dockerfile", Longest)).Ok();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Engine.Shell("docker images -q | sort -u | xargs docker rmi -f");
        await Engine.ImportBusybox();
        (await Engine.Shell($"{RemoteBuilder.Buildx} prune -af")).Ok();
    }

    [Fact]
    public async Task Each_builds_and_its_image_does_what_it_is_for()
    {
        var names = Directory.GetDirectories(Folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal).ToList();
        Assert.True(names.Count >= 40, $"only {names.Count} Dockerfiles are there");
        var faults = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (name, _) =>
        {
            if (await Fault(name) is { } fault) faults.Add($"{name}: {fault}");
        });
        Assert.True(faults.IsEmpty, string.Join("\n\n", faults.Order(StringComparer.Ordinal)));
    }

    private async Task<string?> Fault(string name)
    {
        var folder = Path.Combine(Folder, name);
        var flags = File.Exists(Path.Combine(folder, "flags")) ? (await File.ReadAllTextAsync(Path.Combine(folder, "flags"))).Trim() : "";
        var built = await Engine.Shell($"cd {folder} && {RemoteBuilder.Buildx} build --progress plain -t set-{name} {flags} .", Longest);
        if (built.Exit != 0) return built.ToString();
        var ran = await Engine.Docker(["run", "--rm", $"set-{name}"], within: Longest);
        var wanted = (await File.ReadAllTextAsync(Path.Combine(folder, "prints"))).TrimEnd('\n');
        return ran.Exit == 0 && ran.Out.Contains(wanted, StringComparison.Ordinal) ? null : $"should print '{wanted}'\n{ran}";
    }
}
