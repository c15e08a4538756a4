using System.CommandLine;

using Gantry.Cli.Streams;

namespace Gantry.Cli.CommandLine;

/// <summary>One command of the client: its flags, its operands and what it does.</summary>
internal abstract class Verb : Command
{
    protected Verb(string name, string synopsis, string about, Operands operands)
        : base(name, about)
    {
        Synopsis = synopsis;
        Operands = operands;
    }

    /// <summary>What follows the command's name in its usage line.</summary>
    public string Synopsis { get; }

    /// <summary>The usage line without its heading; further forms stand on lines of their own.</summary>
    /// <param name="path">The command as it was typed.</param>
    public virtual string Usage(string path) => $"{path} {Synopsis}".TrimEnd();

    /// <summary>What the help says behind the description; empty: nothing.</summary>
    public virtual string Remarks => "";

    /// <summary>How many operands it takes.</summary>
    public Operands Operands { get; }

    /// <summary>True where everything from the first operand on belongs to another program's command line.</summary>
    public virtual bool EndsAtFirstOperand => false;

    /// <summary>True where flags are none of this command's: every word is an operand.</summary>
    public virtual bool TakesAllAsOperands => false;

    /// <summary>How many operands it takes, where that depends on whether a person sits at a terminal.</summary>
    public virtual Operands OperandsOn(StandardStreams streams) => Operands;

    /// <summary>The exit code of a failure that is not the command's own result.</summary>
    public virtual int FailureCode => 1;

    /// <summary>The exit code of a command line that cannot be understood.</summary>
    public virtual int UsageCode => 125;

    /// <summary>Whether a failure is reported under the program's name with a pointer to the help.</summary>
    public virtual bool ReportsWithHelp => false;

    /// <summary>Whether a command line that cannot be understood is answered with the usage line too.</summary>
    public virtual bool ShowsUsageOfFaults => true;

    /// <summary>What follows the flags in the help.</summary>
    public virtual string Epilogue => "";

    /// <summary>The whole text of a wrong count of operands, where it is not the usual one with the usage line; null: it is.</summary>
    /// <param name="count">How many there were.</param>
    public virtual string? Miscount(int count) => null;

    /// <summary>Performs the command and returns the exit code.</summary>
    public abstract Task<int> RunAsync(Call call, CancellationToken cancellation);

    /// <summary>Declares the flags; a verb calls it once, from its constructor.</summary>
    protected void Accept(params ReadOnlySpan<Option> flags)
    {
        foreach (var flag in flags)
            Options.Add(flag);
    }
}
