using Gantry.Engine.Containers;
using Gantry.Engine.Exec;
using Gantry.Oci.Errors;

namespace Gantry.Api.Tests.Fakes;

/// <summary>One exec session, called <c>e1</c>.</summary>
internal sealed class FakeExecSessions : IExecSessions
{
    public ExecConfig? Created { get; private set; }

    public ExecStart? Started { get; private set; }

    public (int Height, int Width) Size { get; private set; }

    public Func<Attachment> OnStart { get; set; } = () => throw new GantryException(ErrorKind.Internal, "no attachment");

    public Task<string> CreateAsync(string container, ExecConfig config, CancellationToken cancellation)
    {
        Created = config;
        return Task.FromResult("e1");
    }

    public Task<Attachment?> StartAsync(string id, ExecStart start, CancellationToken cancellation)
    {
        Find(id);
        Started = start;
        return Task.FromResult(start.Detach ? null : OnStart());
    }

    public Task ResizeAsync(string id, int height, int width, CancellationToken cancellation)
    {
        Size = (height, width);
        return Task.CompletedTask;
    }

    public ExecSession Find(string id) => id == "e1"
        ? new ExecSession("e1", new string('c', 64), Created ?? new ExecConfig { Cmd = ["sh", "-c", "true"] }, Running: true, ExitCode: null, Pid: 42, CanRemove: false)
        : throw new GantryException(ErrorKind.NotFound, $"No such exec instance: {id}");
}
