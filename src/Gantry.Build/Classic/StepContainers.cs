using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Trees;
using Gantry.Oci.Errors;

namespace Gantry.Build.Classic;

/// <summary>The containers of steps: made, run, committed, removed.</summary>
internal sealed class StepContainers(IContainers containers, ClassicOptions options, IBuildOutput output)
{
    private readonly List<string> _made = [];

    /// <summary>Makes one.</summary>
    public async Task<string> CreateAsync(ContainerConfig config, CancellationToken cancellation)
    {
        var request = new CreateRequest
        {
            Config = config,
            IsEmpty = config.Image.Length == 0,
            HostConfig = options.HostConfig with { LogConfig = new LogConfig { Type = "none" } },
        };
        var made = await containers.CreateAsync(request, cancellation);
        _made.Add(made.Id);
        foreach (var warning in made.Warnings) output.Out($" ---> [Warning] {warning}\n");
        output.Out($" ---> Running in {ClassicBuilder.Short(made.Id)}\n");
        return made.Id;
    }

    /// <summary>Runs one to its end.</summary>
    /// <returns>Its exit status, and why there is no regular one.</returns>
    public async Task<WaitResult> RunAsync(string id, CancellationToken cancellation)
    {
        using var attached = await containers.AttachAsync(id, new AttachRequest(Stdin: false, Stdout: true, Stderr: true), cancellation);
        var ending = containers.WaitAsync(id, WaitCondition.NextExit, CancellationToken.None);
        await containers.StartAsync(id, cancellation);
        await using var kill = cancellation.Register(() => _ = containers.KillAsync(id, null, CancellationToken.None));
        await StepOutput.CopyAsync(attached, output, CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        return await ending;
    }

    /// <summary>Makes a directory in one.</summary>
    public Task MakeDirectoryAsync(string id, string path, CancellationToken cancellation) => containers.Trees.MakeDirectoryAsync(id, path, cancellation);

    /// <summary>Makes the stage's next image of one.</summary>
    public async Task CommitAsync(StageState stage, string id, ContainerConfig containerConfig, CancellationToken cancellation) =>
        stage.ImageId = await containers.Trees.CommitAsync(
            id,
            new CommitRequest
            {
                Author = stage.Author,
                Pause = false,
                EngineVersion = options.EngineVersion,
                Step = new BuildStep(stage.Config with { Image = stage.ImageId }, containerConfig),
            },
            cancellation);

    /// <summary>Removes all that were made.</summary>
    public async Task RemoveAllAsync()
    {
        foreach (var id in _made.ToList())
        {
            try
            {
                await containers.RemoveAsync(id, force: true, volumes: true, CancellationToken.None);
            }
            catch (GantryException e) when (e.Kind != ErrorKind.NotFound)
            {
                output.Out($"Removing intermediate container {ClassicBuilder.Short(id)}: {e.Message}\n");
                continue;
            }

            _made.Remove(id);
            output.Out($" ---> Removed intermediate container {ClassicBuilder.Short(id)}\n");
        }
    }
}
