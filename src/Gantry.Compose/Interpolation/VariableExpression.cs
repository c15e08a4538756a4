namespace Gantry.Compose.Interpolation;

/// <summary>What is between the braces of a variable.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Operator">One of - :- + :+ ? :? or nothing.</param>
/// <param name="Operand">The default, the replacement or the error.</param>
internal readonly record struct VariableExpression(string Name, string Operator, string Operand)
{
    /// <summary>Whether an empty value counts as none.</summary>
    public bool EmptyCounts => Operator.StartsWith(':');

    public static VariableExpression Parse(string body)
    {
        var end = 0;
        while (end < body.Length && (char.IsAsciiLetterOrDigit(body[end]) || body[end] == '_'))
            end++;
        if (end == body.Length)
            return new VariableExpression(body, "", "");
        var length = body[end] == ':' ? 2 : 1;
        return new VariableExpression(body[..end], body.Substring(end, length), body[(end + length)..]);
    }
}
