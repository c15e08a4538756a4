using System.IO.Pipelines;

using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Trees;
using Gantry.Engine.Logs;
using Gantry.Engine.Stats;
using Gantry.Oci.Errors;

namespace Gantry.Api.Tests.Fakes;

/// <summary>Containers that only exist in memory; each verb is recorded and can be replaced.</summary>
internal sealed class FakeContainers : IContainers
{
    public List<Container> Stored { get; } = [];

    public List<string> Calls { get; } = [];

    public CreateRequest? Created { get; private set; }

    public Func<AttachRequest, Attachment> OnAttach { get; set; } = _ => throw new GantryException(ErrorKind.Internal, "no attachment");

    public Func<LogQuery, PipeWriter, CancellationToken, Task> OnLogs { get; set; } = (_, _, _) => Task.CompletedTask;

    public Func<WaitCondition, CancellationToken, Task<WaitResult>> OnWait { get; set; } = (_, _) => Task.FromResult(new WaitResult(0, null));

    public Func<string, Exception?> Fail { get; set; } = _ => null;

    public IReadOnlyList<Container> All => Stored;

    public Container Find(string reference) =>
        Stored.FirstOrDefault(c => c.Id == reference || c.Name == reference.TrimStart('/') || c.Id.StartsWith(reference, StringComparison.Ordinal))
        ?? throw new GantryException(ErrorKind.NotFound, $"No such container: {reference}");

    public ILookup<string, string> LinkNames => Array.Empty<string>().ToLookup(name => name);

    public IReadOnlyList<string>? LinksOf(Container container) => null;

    public Task RemoveLinkAsync(string reference) => throw new NotSupportedException();

    public Task<CreatedContainer> CreateAsync(CreateRequest request, CancellationToken cancellation)
    {
        Created = request;
        Call("create");
        return Task.FromResult(new CreatedContainer(new string('c', 64), []));
    }

    public Task StartAsync(string reference, CancellationToken cancellation) => Do("start", reference);

    public Task StopAsync(string reference, int? timeoutSeconds, string? signal, CancellationToken cancellation) =>
        Do($"stop {timeoutSeconds} {signal}", reference);

    public Task RestartAsync(string reference, int? timeoutSeconds, string? signal, CancellationToken cancellation) =>
        Do($"restart {timeoutSeconds} {signal}", reference);

    public Task KillAsync(string reference, string? signal, CancellationToken cancellation) => Do($"kill {signal}", reference);

    public Task PauseAsync(string reference, CancellationToken cancellation) => Do("pause", reference);

    public Task UnpauseAsync(string reference, CancellationToken cancellation) => Do("unpause", reference);

    public async Task<ContainerPruning> PruneAsync(Func<Container, bool> fits, CancellationToken cancellation)
    {
        await Do("prune", "");
        return new ContainerPruning([], 0);
    }

    public IContainerStats Stats => throw new NotSupportedException();

    public async Task<IReadOnlyList<string>> UpdateAsync(string reference, HostConfig change, CancellationToken cancellation)
    {
        await Do("update", reference);
        return [];
    }

    public Task RenameAsync(string reference, string name, CancellationToken cancellation) => Do($"rename {name}", reference);

    public Task RemoveAsync(string reference, bool force, bool volumes, CancellationToken cancellation) => Do($"remove {force} {volumes}", reference);

    public Task<WaitResult> WaitAsync(string reference, WaitCondition condition, CancellationToken cancellation)
    {
        Find(reference);
        return OnWait(condition, cancellation);
    }

    public Task ResizeAsync(string reference, int height, int width, CancellationToken cancellation) => Do($"resize {height} {width}", reference);

    public Task<ProcessTable> TopAsync(string reference, string? options, CancellationToken cancellation)
    {
        Do($"top {options}", reference);
        return Task.FromResult(new ProcessTable(["PID", "CMD"], [["1", "sh"]]));
    }

    public Task<Attachment> AttachAsync(string reference, AttachRequest request, CancellationToken cancellation)
    {
        Find(reference);
        return Task.FromResult(OnAttach(request));
    }

    public bool HasLog(Container container) => true;

    public Task CopyLogsAsync(string reference, LogQuery query, PipeWriter output, CancellationToken cancellation)
    {
        Find(reference);
        return OnLogs(query, output, cancellation);
    }

    public Task<(long Writable, long Root)> SizeAsync(string reference, CancellationToken cancellation) => Task.FromResult((12L, 345L));

    public IContainerTrees Trees { get; } = new FakeTrees();

    public IReadOnlyList<string> ExecIds(string reference) => [];

    private Task Do(string call, string reference)
    {
        Find(reference);
        Call(call);
        return Task.CompletedTask;
    }

    private void Call(string call)
    {
        Calls.Add(call);
        if (Fail(call) is { } failure) throw failure;
    }
}
