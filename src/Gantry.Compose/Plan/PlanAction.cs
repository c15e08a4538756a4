using System.Globalization;

namespace Gantry.Compose.Plan;

/// <summary>One operation of an engine.</summary>
public abstract record PlanAction
{
    /// <summary>It in words: <c>start container shop-web-1</c>.</summary>
    public abstract string Words { get; }

    /// <summary>A time limit in words, if there is one.</summary>
    private protected static string Within(TimeSpan? timeout) =>
        timeout is { } limit ? string.Create(CultureInfo.InvariantCulture, $" within {limit.TotalSeconds:0.###} s") : "";
}

/// <summary>Nothing to do, and that is worth saying.</summary>
/// <param name="About">What it is about.</param>
public sealed record Note(string About) : PlanAction
{
    /// <inheritdoc/>
    public override string Words => $"leave {About}";
}
