using Gantry.Cli.Bootstrap;

namespace Gantry.Cli.Progress;

/// <summary>Progress as plain lines, for files and pipes: a line when a phase begins, the count of packages when it is over.</summary>
internal sealed class PlainSteps(TextWriter output)
{
    private readonly Lock gate = new();
    private Phase? current;
    private int packages;

    public void Report(Step step)
    {
        lock (gate)
        {
            if (step.Phase != current)
            {
                End();
                current = step.Phase;
                if (step.Phase != Phase.Index)
                    output.WriteLine($"{PhaseText.Of(step.Phase)} ...");
            }

            if (step.IsPackage)
                packages++;
            else if (step.Phase == Phase.Index)
                output.WriteLine(step.Text);
            output.Flush();
        }
    }

    private void End()
    {
        if (current is { } phase && packages > 0)
            output.WriteLine($"{PhaseText.Of(phase)}: {packages} {(packages == 1 ? "package" : "packages")}");
        packages = 0;
    }
}
