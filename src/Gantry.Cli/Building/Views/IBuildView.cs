using Gantry.Build.Client;

namespace Gantry.Cli.Building.Views;

/// <summary>Shows how a build goes.</summary>
internal interface IBuildView : IAsyncDisposable
{
    /// <summary>Takes what has changed; never from two threads at once.</summary>
    void Show(ClientProgress progress);
}

/// <summary>Shows nothing.</summary>
internal sealed class SilentView : IBuildView
{
    public void Show(ClientProgress progress)
    {
        // Quiet builds only tell how they ended.
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
