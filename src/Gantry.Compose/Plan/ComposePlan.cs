using System.Text;

namespace Gantry.Compose.Plan;

/// <summary>
/// What is to be done to an engine: steps, each one operation with its cause, and which must be over before which. Made from a project and what was
/// observed, without asking anybody; carried out by <see cref="Execute.PlanExecutor"/>.
/// </summary>
/// <param name="Steps">The steps; each comes after those it waits for.</param>
public sealed record ComposePlan(IReadOnlyList<PlannedStep> Steps)
{
    /// <summary>A plan in which there is nothing to do.</summary>
    public static ComposePlan Empty { get; } = new([]);

    /// <summary>What a person should know first, each a sentence.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Whether the engine stays as it is.</summary>
    public bool ChangesNothing => Steps.All(step => step.Action is Note);

    /// <summary>The plan in words, a line for each step: <c>3 start container shop-web-1 (after 1, 2): it does not run</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var step in Steps)
        {
            text.Append(step.Number).Append(' ').Append(step.Action.Words);
            if (step.After.Count > 0)
                text.Append(" (after ").AppendJoin(", ", step.After).Append(')');
            text.Append(": ").Append(step.Cause).Append('\n');
        }

        return text.ToString();
    }
}

/// <summary>One step of a plan.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Action">What is done.</param>
/// <param name="Cause">Why.</param>
/// <param name="After">The numbers of the steps that must be over first.</param>
public sealed record PlannedStep(int Number, PlanAction Action, string Cause, IReadOnlyList<int> After)
{
    /// <summary>What is shown of it.</summary>
    public StepReport? Report { get; init; }
}

/// <summary>What is shown of a step.</summary>
/// <param name="Subject">The object it is about: <c>Container shop-db-1</c>.</param>
/// <param name="Begin">What happens to it when the step begins; null: nothing is said.</param>
/// <param name="End">What has happened when it is over; null: nothing is said.</param>
public sealed record StepReport(string Subject, string? Begin, string? End);
