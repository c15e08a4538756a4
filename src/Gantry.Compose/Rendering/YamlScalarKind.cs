namespace Gantry.Compose.Rendering;

/// <summary>How a string is written.</summary>
internal enum YamlScalarKind
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>Between single quotes.</summary>
    SingleQuoted,

    /// <summary>Between double quotes, with escapes.</summary>
    DoubleQuoted,

    /// <summary>As a block that keeps its line ends.</summary>
    Literal,
}
