using System.Text;

using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.LaunchPlans;

/// <summary>One step of a plan.</summary>
internal sealed record LaunchStep
{
    public required Operation Operation { get; init; }

    public required Argument[] Arguments { get; init; }

    /// <summary>Where the result goes.</summary>
    public Register? Result { get; init; }

    /// <summary>Error numbers that are no failure; zero is none, <see cref="AnyError"/> is all.</summary>
    public int Tolerated { get; init; }

    /// <summary>A second tolerated error number.</summary>
    public int AlsoTolerated { get; init; }

    /// <summary>Steps left out after a tolerated error.</summary>
    public int Skip { get; init; }

    /// <summary>What a person is told when the step fails, given the kernel's error number.</summary>
    public Func<int, LaunchException>? Failure { get; init; }

    public const int AnyError = 0xffff;

    /// <summary>The step as a line of text, for people and for golden files.</summary>
    public override string ToString()
    {
        var line = new StringBuilder();
        if (Result is { } result)
            line.Append(result).Append(" = ");
        line.Append(Operation < Operation.Composite ? ((SystemCall)Operation).ToString() : char.ToLowerInvariant(Operation.ToString()[0]) + Operation.ToString()[1..])
            .Append('(').AppendJoin(", ", Arguments.Select(a => a.ToString())).Append(')');
        if (Tolerated != 0)
        {
            line.Append(" tolerates ").Append(Tolerated == AnyError ? "all" : Errno.Name(Tolerated));
            if (AlsoTolerated != 0)
                line.Append(", ").Append(Errno.Name(AlsoTolerated));
            if (Skip != 0)
                line.Append(" skipping ").Append(Skip);
        }

        return line.ToString();
    }
}
