using System.Globalization;
using System.Text;

namespace Gantry.Runtime.LaunchPlans;

/// <summary>How the interpreter makes the value it passes.</summary>
internal enum ArgumentKind : byte
{
    /// <summary>The number itself.</summary>
    Number,

    /// <summary>The address of data the plan carries.</summary>
    Data,

    /// <summary>The value of a register, usually a descriptor.</summary>
    Register,

    /// <summary>The address of the text <c>/proc/self/fd/N</c> with the descriptor in a register.</summary>
    DescriptorPath,
}

/// <summary>One argument of a step.</summary>
internal readonly struct Argument
{
    public ArgumentKind Kind { get; private init; }

    public long Value { get; private init; }

    /// <summary>Text (without its terminator), bytes or words, when <see cref="Kind"/> is Data.</summary>
    public object? Data { get; private init; }

    private Func<long, string>? Print { get; init; }

    public static implicit operator Argument(long number) => new() { Value = number };

    public static implicit operator Argument(string? text) => text is null ? default : new() { Kind = ArgumentKind.Data, Data = text };

    public static implicit operator Argument(byte[] bytes) => new() { Kind = ArgumentKind.Data, Data = bytes };

    public static implicit operator Argument(Register register) => new() { Kind = ArgumentKind.Register, Value = register.Index };

    /// <summary>A number shown by <paramref name="print"/>.</summary>
    public static Argument Flags(long value, Func<long, string> print) => new() { Value = value, Print = print };

    /// <summary>A list of texts: pointers to each and a null pointer (argv, envp).</summary>
    public static Argument Texts(IReadOnlyList<string> texts) => new() { Kind = ArgumentKind.Data, Data = texts };

    /// <summary>sock_fprog of a filter program (seccomp(2)): the count of eight-byte instructions and their address.</summary>
    public static Argument Filter(byte[] program) => new() { Kind = ArgumentKind.Data, Data = new FilterProgram(program) };

    /// <summary>The path of the descriptor in a register.</summary>
    public static Argument PathOf(Register register) => new() { Kind = ArgumentKind.DescriptorPath, Value = register.Index };

    public override string ToString() => Kind switch
    {
        ArgumentKind.Register => new Register((int)Value).ToString(),
        ArgumentKind.DescriptorPath => $"/proc/self/fd/{new Register((int)Value)}",
        ArgumentKind.Data => Data switch
        {
            string text => Quote(text),
            byte[] bytes => bytes.Length <= 32 ? "0x" + Convert.ToHexStringLower(bytes) : $"<{bytes.Length} bytes>",
            FilterProgram filter => $"<{filter.Instructions.Length / 8} instructions>",
            IReadOnlyList<string> texts => "[" + string.Join(", ", texts.Select(Quote)) + "]",
            _ => "?",
        },
        _ => Print is null ? Value.ToString(CultureInfo.InvariantCulture) : Print(Value),
    };

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            quoted = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}

/// <summary>A compiled filter, eight bytes an instruction.</summary>
internal sealed record FilterProgram(byte[] Instructions);

/// <summary>A cell of the interpreter; the first few are filled by the shim before the clone.</summary>
internal readonly record struct Register(int Index)
{
    public const int Count = 64;

    /// <summary>Where the child reports the step that failed.</summary>
    public static readonly Register Report = new(0);

    /// <summary>The child's end of standard input; -1 when it has none.</summary>
    public static readonly Register Input = new(1);

    /// <summary>The child's end of standard output.</summary>
    public static readonly Register Output = new(2);

    /// <summary>The child's end of standard error.</summary>
    public static readonly Register Error = new(3);

    /// <summary>The child's end of the socket that carries the terminal.</summary>
    public static readonly Register Console = new(4);

    /// <summary>The child's end of the socket on which it waits for its parent.</summary>
    public static readonly Register Parent = new(5);

    /// <summary>The pipe at which a created container waits for its start.</summary>
    public static readonly Register Gate = new(6);

    /// <summary>The file for what hooks say.</summary>
    public static readonly Register HookOutput = new(7);

    /// <summary>The directory under which masked directories lie; 0 until the first is masked.</summary>
    public static readonly Register Covered = new(CoveredIndex);

    /// <summary>The index of <see cref="Covered"/>.</summary>
    public const int CoveredIndex = 8;

    /// <summary>The first cell for the plan's own use.</summary>
    public const int FirstFree = 9;

    public override string ToString() => Index switch
    {
        0 => "report",
        1 => "input",
        2 => "output",
        3 => "error",
        4 => "console",
        5 => "parent",
        6 => "gate",
        7 => "said",
        8 => "covered",
        _ => "r" + Index.ToString(CultureInfo.InvariantCulture),
    };
}
