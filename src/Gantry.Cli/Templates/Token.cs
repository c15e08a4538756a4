namespace Gantry.Cli.Templates;

/// <summary>Kinds of words inside an action.</summary>
internal enum TokenKind
{
    Text,
    ActionStart,
    ActionEnd,
    Field,
    Variable,
    Word,
    String,
    Number,
    Symbol,
}

/// <summary>A word of a template and where it stands, counted from one.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, bool AfterSpace = false);
