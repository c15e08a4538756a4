namespace Gantry.Runtime.CommandLine;

/// <summary>A command of the runtime.</summary>
internal abstract class RuntimeCommand
{
    /// <summary>Its name.</summary>
    public abstract string Name { get; }

    /// <summary>What it does, in a line.</summary>
    public abstract string Summary { get; }

    /// <summary>Its operands as help shows them.</summary>
    public virtual string OperandNames => "<container-id>";

    /// <summary>More than a line about it; null: nothing.</summary>
    public virtual string? Description => null;

    /// <summary>Its flags.</summary>
    public virtual IReadOnlyList<RuntimeFlag> Flags => [];

    /// <summary>Fewest operands.</summary>
    public virtual int Fewest => 1;

    /// <summary>Most operands.</summary>
    public virtual int Most => 1;

    /// <summary>Whether flags end at the first operand, because what follows is another program's.</summary>
    public virtual bool StopsAtOperand => false;

    /// <summary>Whether it becomes, for a moment, a process of a container: then its own executable must be out of the container's reach.</summary>
    public virtual bool EntersContainers => false;

    /// <summary>Exit status when it fails.</summary>
    public virtual int FailureStatus => 1;

    /// <summary>What a failure's text begins with; null: nothing.</summary>
    public virtual string? FailurePrefix => null;

    /// <summary>Runs it.</summary>
    /// <returns>The exit status.</returns>
    public abstract int Run(RuntimeContext context, RuntimeArguments arguments);
}
