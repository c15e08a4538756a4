namespace Gantry.Cli.Templates;

/// <summary>A piece of a template.</summary>
internal abstract record Node;

/// <summary>Text that is copied.</summary>
internal sealed record TextNode(string Text) : Node;

/// <summary>A pipeline whose value is printed, unless it only sets a variable.</summary>
internal sealed record PrintNode(Pipeline Pipeline) : Node;

/// <summary><c>if</c> or <c>with</c>; the latter makes the value the new dot.</summary>
internal sealed record ConditionNode(Pipeline Pipeline, bool SetsDot, IReadOnlyList<Node> Then, IReadOnlyList<Node> Else) : Node;

/// <summary><c>range</c> over a list or a map.</summary>
internal sealed record RangeNode(Pipeline Pipeline, IReadOnlyList<Node> Body, IReadOnlyList<Node> Else) : Node;

/// <summary>Commands whose values flow into the next, and the variables that get the result.</summary>
internal sealed record Pipeline(IReadOnlyList<string> Variables, bool Declares, IReadOnlyList<Command> Commands);

/// <summary>A function with its arguments, or a value alone; <c>Source</c> is how it was written.</summary>
internal sealed record Command(IReadOnlyList<Operand> Operands, string Source, int Position);

/// <summary>A word of a command or a value of its own.</summary>
internal abstract record Operand;

/// <summary>A string, number, truth value or nil.</summary>
internal sealed record Literal(object? Value) : Operand;

/// <summary>Fields of dot, of a variable or of a pipeline in parentheses; <c>Source</c> is how it was written.</summary>
internal sealed record Path(Operand? From, IReadOnlyList<string> Names, string Source, int Position) : Operand;

/// <summary>A variable; <c>$</c> is the whole data.</summary>
internal sealed record Variable(string Name) : Operand;

/// <summary>A function's name.</summary>
internal sealed record Function(string Name, int Position) : Operand;

/// <summary>A pipeline in parentheses.</summary>
internal sealed record Nested(Pipeline Pipeline) : Operand;
