namespace Gantry.Build.Dockerfiles.Expansion;

/// <summary>The part that begins with a dollar sign.</summary>
internal sealed partial class ShellWordReader
{
    private const string SpecialParameters = "@*#?-$!0";

    private string Dollar()
    {
        _at++;
        if (Peek != '{')
        {
            var plain = Name();
            return plain.Length == 0 ? "$" : Find(plain) ?? (rules.KeepsUnknown ? $"${plain}" : "");
        }

        _at++;
        if (IsAtEnd) throw new DockerfileException("syntax error: missing '}'");
        if (Peek is '{' or '}' or ':') throw new DockerfileException("syntax error: bad substitution");
        var name = Name();
        var modifier = Take();
        switch (modifier)
        {
            case "}": return Find(name) ?? (rules.KeepsUnknown ? $"${{{name}}}" : "");
            case "/": return Replaced(name);
            case ":": return Modified(name, ":" + Take());
            case "+" or "-" or "?" or "#" or "%": return Modified(name, modifier);
            default: throw Unsupported(modifier);
        }
    }

    /// <summary><c>${name-word}</c> and its kin; with a colon, an empty variable counts as none.</summary>
    private string Modified(string name, string modifier)
    {
        var takesPattern = modifier[^1] is '#' or '%';
        if (takesPattern && modifier.Length > 1) throw Unsupported(modifier);
        var word = Inner('}', takesPattern, "syntax error: missing '}'");
        var value = Find(name);
        if (rules.KeepsUnknown && value is null) return $"${{{name}{modifier}{word}}}";
        var isMissing = value is null || (modifier.Length > 1 && value.Length == 0);
        switch (modifier[^1])
        {
            case '-': return isMissing ? word : value!;
            case '+': return isMissing ? "" : word;
            case '?' when isMissing: throw new DockerfileException($"{name}: {(word.Length > 0 ? word : value is null ? "is not allowed to be unset" : "is not allowed to be empty")}");
            case '?': return value!;
            case '#' or '%':
                var isLongest = word.StartsWith(modifier[^1]);
                if (isLongest) word = word[1..];
                return modifier is "#" ? new ShellPattern(word).TrimStart(value ?? "", isLongest) : ShellPattern.TrimEnd(value ?? "", word, isLongest);
            default: throw Unsupported(modifier);
        }
    }

    private string Replaced(string name)
    {
        var all = Peek == '/';
        if (all) _at++;
        var pattern = Inner('/', true, "syntax error: missing '/' in ${}");
        var replacement = Inner('}', true, "syntax error: missing '}'");
        var value = Find(name);
        if (rules.KeepsUnknown && value is null) return $"${{{name}/{pattern}/{replacement}}}";
        var matches = new ShellPattern(pattern);
        return all ? matches.ReplaceAll(value ?? "", replacement) : matches.ReplaceFirst(value ?? "", replacement);
    }

    /// <summary>The word up to what closes the substitution.</summary>
    private string Inner(char stop, bool keepsEscapes, string fault)
    {
        try
        {
            return UpTo(stop, keepsEscapes).Text;
        }
        catch (DockerfileException) when (IsAtEnd)
        {
            throw new DockerfileException(fault);
        }
    }

    /// <summary>A name: letters, digits and underscores; only digits if it begins with one; or one special character.</summary>
    private string Name()
    {
        var start = _at;
        if (!IsAtEnd && char.IsDigit(Peek))
        {
            while (!IsAtEnd && char.IsDigit(Peek)) _at++;
        }
        else if (SpecialParameters.Contains(Peek))
        {
            _at++;
        }
        else
        {
            while (!IsAtEnd && (char.IsLetter(Peek) || char.IsDigit(Peek) || Peek == '_')) _at++;
        }

        return text[start.._at];
    }

    private string Take() => IsAtEnd ? "\uFFFD" : text[_at++].ToString();

    private string? Find(string name)
    {
        if (variables.TryGetValue(name, out var value))
        {
            known?.Add(name);
            return value;
        }

        unknown?.Add(name);
        return null;
    }

    private static DockerfileException Unsupported(string modifier) => new($"unsupported modifier ({modifier}) in substitution");
}
