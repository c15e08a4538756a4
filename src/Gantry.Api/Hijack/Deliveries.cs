namespace Gantry.Api.Hijack;

/// <summary>The output of containers that is on its way to attached clients. Clients take the answer of a wait for the end of the output as well, so it
/// comes after.</summary>
internal sealed class Deliveries
{
    /// <summary>Who does not read its output holds up nobody's wait for long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, HashSet<TaskCompletionSource>> underWay = [];

    /// <summary>Notes that output goes to a client, until the result is disposed.</summary>
    public IDisposable Begin(string container)
    {
        var delivery = new Delivery(this, container);
        lock (gate)
        {
            if (!underWay.TryGetValue(container, out var others))
                underWay[container] = others = [];
            others.Add(delivery.Done);
        }

        return delivery;
    }

    /// <summary>Waits until clients have what an ended container wrote.</summary>
    public async Task EndAsync(string container)
    {
        Task[] tasks;
        lock (gate)
        {
            if (!underWay.TryGetValue(container, out var deliveries))
                return;
            tasks = [.. deliveries.Select(delivery => delivery.Task)];
        }

        await Task.WhenAny(Task.WhenAll(tasks), Task.Delay(Patience));
    }

    private void End(string container, TaskCompletionSource done)
    {
        lock (gate)
        {
            if (underWay.TryGetValue(container, out var others) && others.Remove(done) && others.Count == 0)
                underWay.Remove(container);
        }

        done.TrySetResult();
    }

    private sealed class Delivery(Deliveries owner, string container) : IDisposable
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose() => owner.End(container, Done);
    }
}
