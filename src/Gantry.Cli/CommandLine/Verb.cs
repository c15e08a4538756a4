using System.CommandLine;

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

    /// <summary>How many operands it takes.</summary>
    public Operands Operands { get; }

    /// <summary>True where everything from the first operand on belongs to another program's command line.</summary>
    public virtual bool EndsAtFirstOperand => false;

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

    /// <summary>Performs the command and returns the exit code.</summary>
    public abstract Task<int> RunAsync(Call call, CancellationToken cancellation);

    /// <summary>Declares the flags; a verb calls it once, from its constructor.</summary>
    protected void Accept(params ReadOnlySpan<Option> flags)
    {
        foreach (var flag in flags)
            Options.Add(flag);
    }
}
