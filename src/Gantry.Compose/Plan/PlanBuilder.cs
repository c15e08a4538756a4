namespace Gantry.Compose.Plan;

/// <summary>Puts a plan together, step by step.</summary>
internal sealed class PlanBuilder
{
    private readonly List<PlannedStep> steps = [];
    private readonly List<string> warnings = [];

    /// <summary>Adds a step and returns its number.</summary>
    /// <param name="action">What is done.</param>
    /// <param name="cause">Why.</param>
    /// <param name="report">What is shown of it.</param>
    /// <param name="after">The steps that must be over first.</param>
    public int Add(PlanAction action, string cause, StepReport? report, params IEnumerable<int> after)
    {
        var number = steps.Count + 1;
        steps.Add(new PlannedStep(number, action, cause, [.. after.Distinct().Order()]) { Report = report });
        return number;
    }

    /// <summary>Adds a sentence a person should read.</summary>
    public void Warn(string sentence) => warnings.Add(sentence);

    public ComposePlan Build() => new(steps) { Warnings = warnings };
}
