namespace Gantry.Compose.Execute;

/// <summary>How far the subject of an event is.</summary>
public enum ProgressStatus
{
    /// <summary>Under way.</summary>
    Working,

    /// <summary>Over, and well.</summary>
    Done,

    /// <summary>Over, with something a person should know.</summary>
    Warning,

    /// <summary>It failed.</summary>
    Error,
}

/// <summary>Something that happened to one of a project's objects.</summary>
/// <param name="Subject">What it happened to: <c>Container shop-db-1</c>.</param>
/// <param name="Status">How far it is.</param>
/// <param name="StatusText">What happens: <c>Starting</c>.</param>
public sealed record ProgressEvent(string Subject, ProgressStatus Status, string StatusText)
{
    /// <summary>What is said right behind the subject; empty for most.</summary>
    public string Text { get; init; } = "";

    /// <summary>The subject this one is a part of; empty where it stands alone.</summary>
    public string Parent { get; init; } = "";

    /// <summary>Bytes done.</summary>
    public long Current { get; init; }

    /// <summary>Bytes in all; 0 where that is not known.</summary>
    public long Total { get; init; }

    /// <summary>Hundredths done.</summary>
    public int Percent { get; init; }
}
