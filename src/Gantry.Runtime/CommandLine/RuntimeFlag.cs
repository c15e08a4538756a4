namespace Gantry.Runtime.CommandLine;

/// <summary>A flag of the runtime's command line.</summary>
/// <param name="Names">Its names, separated by a comma and a space, as <c>bundle, b</c>.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Usage">What it is for.</param>
/// <param name="Default">The default that help shows, quoted where it is a text; null: none is shown.</param>
internal sealed record RuntimeFlag(string Names, RuntimeFlagKind Kind, string Usage, string? Default = null)
{
    /// <summary>Not shown by help.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The name by which its value is asked for.</summary>
    public string Name { get; } = Names.Split(", ")[0];

    /// <summary>Whether a name is one of its own.</summary>
    public bool Has(string name) => Names.Split(", ").Contains(name);
}

/// <summary>What a flag takes.</summary>
internal enum RuntimeFlagKind
{
    /// <summary>Nothing, or <c>=true</c> and <c>=false</c>.</summary>
    Switch,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A text each time it is given.</summary>
    Texts,

    /// <summary>A whole number each time it is given.</summary>
    Numbers,

    /// <summary>A time in Go's form, as <c>5s</c>.</summary>
    Duration,
}
