using System.Runtime.ExceptionServices;

namespace Gantry.Storage.Images.Transfers;

/// <summary>Waits for work that is done side by side.</summary>
public static class FirstFailure
{
    /// <summary>Waits until all is over. The first failure stops the rest and is the one that is thrown: those that follow are its consequences.</summary>
    /// <param name="tasks">The work.</param>
    /// <param name="stop">Stops it.</param>
    /// <param name="cancellation">What stops it from outside.</param>
    public static async Task OfAsync(IEnumerable<Task> tasks, CancellationTokenSource stop, CancellationToken cancellation)
    {
        Exception? failure = null;
        await foreach (var done in Task.WhenEach(tasks))
        {
            if (done.IsCompletedSuccessfully || failure is not null) continue;
            failure = done.Exception?.InnerException ?? new OperationCanceledException(cancellation);
            await stop.CancelAsync();
        }

        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }
}
