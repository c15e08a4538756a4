using Gantry.Build.Solver;

namespace Gantry.Build.Exporters;

/// <summary>Shows an export as a step with parts.</summary>
internal sealed class ExportProgress(IBuildProgress progress, ProgressVertex vertex)
{
    /// <summary>Shows a step from its beginning to its end.</summary>
    /// <param name="progress">Where.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="work">Does it.</param>
    /// <param name="identity">Steps with one identity are shown as one; null: it is like no other.</param>
    public static async Task<T> StepAsync<T>(IBuildProgress progress, string name, Func<ExportProgress, Task<T>> work, string? identity = null)
    {
        var vertex = ProgressVertex.Internal(name, identity ?? Guid.NewGuid().ToString("N"));
        progress.Known(vertex);
        progress.Started(vertex);
        try
        {
            var result = await work(new ExportProgress(progress, vertex));
            progress.Completed(vertex, cached: false, null);
            return result;
        }
        catch (OperationCanceledException)
        {
            progress.Completed(vertex, cached: false, "context canceled");
            throw;
        }
        catch (Exception e)
        {
            progress.Completed(vertex, cached: false, e.Message);
            throw;
        }
    }

    /// <summary>Shows a part of it.</summary>
    public async Task<T> PartAsync<T>(string name, Func<Task<T>> work)
    {
        var started = DateTimeOffset.UtcNow;
        progress.Status(vertex.Digest, new BuildStatus(name, 0, 0, started, null));
        try
        {
            return await work();
        }
        finally
        {
            progress.Status(vertex.Digest, new BuildStatus(name, 0, 0, started, DateTimeOffset.UtcNow));
        }
    }

    /// <summary>Shows a part that moves bytes, whose number nobody knows before.</summary>
    public ShownTransfer Transfer(string name) => new(progress, vertex.Digest, name);

    /// <summary>Shows a part that has been done.</summary>
    public void Part(string name)
    {
        var now = DateTimeOffset.UtcNow;
        progress.Status(vertex.Digest, new BuildStatus(name, 0, 0, now, now));
    }

    /// <summary>Shows how far a part is.</summary>
    /// <param name="name">The part.</param>
    /// <param name="current">Bytes done.</param>
    /// <param name="total">Bytes in all.</param>
    /// <param name="started">When it began.</param>
    public void Bytes(string name, long current, long total, DateTimeOffset started) =>
        progress.Status(vertex.Digest, new BuildStatus(name, current, total, started, current == total ? DateTimeOffset.UtcNow : null));
}
