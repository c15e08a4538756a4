namespace Gantry.Engine.Stats;

/// <summary>What containers use.</summary>
public interface IContainerStats
{
    /// <summary>Samples a container once a second, the first at once, until it is removed; null for each second in which it does not run.
    /// However many listen, one sample is taken. The container is looked for before this returns.</summary>
    IAsyncEnumerable<StatsSample?> Follow(string reference, CancellationToken cancellation);

    /// <summary>Takes one sample; null when it does not run.</summary>
    StatsSample? Now(string reference);
}
