namespace Gantry.Runtime.CommandLine.Answers;

/// <summary>What a group read and wrote.</summary>
internal sealed record BlockAnswer
{
    public IReadOnlyList<BlockEntryAnswer>? IoServiceBytesRecursive { get; init; }

    public IReadOnlyList<BlockEntryAnswer>? IoServicedRecursive { get; init; }

    public PressureAnswer? Psi { get; init; }
}

internal sealed record BlockEntryAnswer
{
    public ulong Major { get; init; }

    public ulong Minor { get; init; }

    public string Op { get; init; } = "";

    public ulong Value { get; init; }
}
