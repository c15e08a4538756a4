using Gantry.Oci.Images;

namespace Gantry.Build.Solver;

/// <summary>Shows how much has come or gone, as a part of a step.</summary>
/// <param name="progress">Who listens.</param>
/// <param name="vertex">The step.</param>
/// <param name="name">What the part is called.</param>
internal sealed class ShownTransfer(IBuildProgress progress, Digest vertex, string name)
{
    // Listeners want to see that it goes on, not each packet.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private DateTimeOffset _shown = DateTimeOffset.UtcNow;
    private long _bytes;
    private int _packets;

    /// <summary>More has come or gone.</summary>
    /// <param name="bytes">All there is by now.</param>
    public void Bytes(long bytes)
    {
        _bytes = bytes;
        // Telling the time costs more than a packet does; small transfers never look at it.
        if ((++_packets & 0xFF) != 0 || DateTimeOffset.UtcNow - _shown < Pace) return;
        _shown = DateTimeOffset.UtcNow;
        Show(null);
    }

    /// <summary>That was all.</summary>
    public void Done() => Show(DateTimeOffset.UtcNow);

    private void Show(DateTimeOffset? completed) => progress.Status(vertex, new BuildStatus(name, _bytes, 0, _started, completed));
}
