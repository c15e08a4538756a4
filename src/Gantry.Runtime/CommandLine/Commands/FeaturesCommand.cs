using Gantry.Runtime.Features;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary><c>features</c>: what this runtime can do (runtime specification, features document).</summary>
internal sealed class FeaturesCommand : RuntimeCommand
{
    public override string Name => "features";

    public override string Summary => "show the enabled features";

    public override string OperandNames => "";

    public override string Description => "Show the enabled features.\nThe result is parsable as a JSON.\nSee https://github.com/opencontainers/runtime-spec/blob/main/features.md for the type definition.";

    public override int Fewest => 0;

    public override int Most => 0;

    public override int Run(RuntimeContext context, RuntimeArguments arguments)
    {
        Console.Out.WriteLine(RuntimeFeatures.Present.ToJson(indented: true));
        return 0;
    }
}
