using System.Text;

namespace Gantry.Cli.Templates;

/// <summary>Runs a template's pieces over data.</summary>
internal sealed class Evaluator
{
    private readonly StringBuilder output;
    private readonly bool headings;
    private readonly Stack<KeyValuePair<string, object?>> variables = new();

    /// <param name="data">The data.</param>
    /// <param name="output">Takes the text.</param>
    /// <param name="headings">Whether the data are a table's headings, which functions on cells leave alone.</param>
    public Evaluator(object? data, StringBuilder output, bool headings)
    {
        this.output = output;
        this.headings = headings;
        variables.Push(new("$", data));
    }

    public void Run(IReadOnlyList<Node> nodes, object? dot)
    {
        var depth = variables.Count;
        foreach (var node in nodes)
            Run(node, dot);
        Forget(depth);
    }

    private void Run(Node node, object? dot)
    {
        switch (node)
        {
            case TextNode text:
                output.Append(text.Text);
                break;
            case PrintNode print:
                var value = Evaluate(print.Pipeline, dot);
                if (print.Pipeline.Variables.Count == 0)
                    output.Append(GoValue.Print(value));
                break;
            case ConditionNode condition:
                var depth = variables.Count;
                var test = Evaluate(condition.Pipeline, dot);
                if (GoValue.IsTrue(test))
                    Run(condition.Then, condition.SetsDot ? test : dot);
                else
                    Run(condition.Else, dot);
                Forget(depth);
                break;
            case RangeNode range:
                Range(range, dot);
                break;
        }
    }

    private void Range(RangeNode range, object? dot)
    {
        var data = Evaluate(range.Pipeline with { Variables = [] }, dot);
        var items = data switch
        {
            null => [],
            IReadOnlyList<object?> list => list.Select((item, index) => ((object?)(long)index, item)).ToArray(),
            IFields fields => fields.Names.Order(StringComparer.Ordinal).Select(name => ((object?)name, fields.TryGet(name, out var item) ? item : null)).ToArray(),
            long count => [.. Enumerable.Range(0, (int)count).Select(number => ((object?)(long)number, (object?)(long)number))],
            _ => throw new TemplateException($"template: :1: range can't iterate over {GoValue.Print(data)}"),
        };
        if (items.Length == 0)
            Run(range.Else, dot);
        foreach (var (key, item) in items)
        {
            var depth = variables.Count;
            if (range.Pipeline.Variables is [var first, var second])
            {
                variables.Push(new(first, key));
                variables.Push(new(second, item));
            }
            else if (range.Pipeline.Variables is [var only])
            {
                variables.Push(new(only, item));
            }

            Run(range.Body, item);
            Forget(depth);
        }
    }

    private object? Evaluate(Pipeline pipeline, object? dot)
    {
        object? value = null;
        for (var at = 0; at < pipeline.Commands.Count; at++)
            value = Evaluate(pipeline.Commands[at], dot, at > 0, value);
        if (pipeline.Variables is [var name])
            Set(name, value, pipeline.Declares);
        return value;
    }

    private object? Evaluate(Command command, object? dot, bool piped, object? previous)
    {
        var operands = command.Operands;
        if (operands[0] is Function function)
        {
            var arguments = operands.Skip(1).Select(operand => Evaluate(operand, dot));
            return Call(command, function.Name, piped ? [.. arguments, previous] : [.. arguments]);
        }

        if (operands.Count == 2 && Evaluate(operands[0], dot) is Func<string, string> method && Evaluate(operands[1], dot) is string argument)
            return method(argument);
        if (operands.Count > 1 || piped)
            throw new TemplateException($"template: :1:{command.Position}: executing \"\" at <{command.Source}>: can't give argument to non-function {command.Source.Split(' ')[0]}");
        return Evaluate(operands[0], dot);
    }

    private object? Call(Command command, string name, object?[] arguments)
    {
        if (headings && name is "json" or "title" or "lower" or "upper" or "truncate" && arguments.Length > 0)
            return arguments[0];
        try
        {
            return Functions.Call(name, arguments);
        }
        catch (TemplateException fault)
        {
            throw new TemplateException($"template: :1:{command.Position}: executing \"\" at <{command.Source}>: {fault.Message}");
        }
    }

    private object? Evaluate(Operand operand, object? dot) => operand switch
    {
        Literal literal => literal.Value,
        Variable variable => Get(variable.Name),
        Nested nested => Evaluate(nested.Pipeline, dot),
        Function function => Call(new Command([function], function.Name, function.Position), function.Name, []),
        Path path => Follow(path.From is null ? dot : Evaluate(path.From, dot), path),
        _ => throw new InvalidOperationException(),
    };

    private static object? Follow(object? value, Path path)
    {
        var inMap = false;
        foreach (var name in path.Names)
        {
            value = value switch
            {
                null when inMap => null,
                Tables.Row row when !row.TryGet(name, out _) => throw new TemplateException(
                    $"template: :1:{path.Position}: executing \"\" at <{path.Source}>: can't evaluate field {name}{(row.TypeName is null ? "" : $" in type {row.TypeName}")}"),
                IFields fields => FieldNames.TryFind(fields, name, out var found)
                    ? found
                    : fields is Fields { IsMap: true } ? null
                    : throw new TemplateException($"template: :1:{path.Position}: executing \"\" at <{path.Source}>: map has no entry for key \"{name}\""),
                null => throw new TemplateException($"template: :1:{path.Position}: executing \"\" at <{path.Source}>: nil data; no entry for key \"{name}\""),
                _ => throw new TemplateException(
                    $"template: :1:{path.Position}: executing \"\" at <{path.Source}>: can't evaluate field {name} in type interface {{}}"),
            };
            inMap = Fields.HoldsMap(name);
        }

        return value;
    }

    private object? Get(string name)
    {
        foreach (var variable in variables)
        {
            if (variable.Key == name)
                return variable.Value;
        }

        throw new TemplateException($"template: :1: undefined variable \"{name}\"");
    }

    private void Set(string name, object? value, bool declares)
    {
        if (declares)
        {
            variables.Push(new(name, value));
            return;
        }

        var all = variables.ToArray();
        var at = Array.FindIndex(all, variable => variable.Key == name);
        if (at < 0)
            throw new TemplateException($"template: :1: undefined variable \"{name}\"");
        all[at] = new(name, value);
        variables.Clear();
        foreach (var variable in all.Reverse())
            variables.Push(variable);
    }

    private void Forget(int depth)
    {
        while (variables.Count > depth)
            variables.Pop();
    }
}
