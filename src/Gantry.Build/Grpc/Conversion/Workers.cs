using Gantry.Build.Grpc.Protocol;
using Gantry.Build.Llb;

namespace Gantry.Build.Grpc.Conversion;

/// <summary>The wire form of who builds.</summary>
internal static class Workers
{
    public static BuildkitVersion Version => new() { Package = BuilderFacts.ProtocolPackage, Version = BuilderFacts.ProtocolVersion };

    public static WorkerRecord Record(BuilderFacts facts)
    {
        var record = new WorkerRecord { ID = facts.Id, BuildkitVersion = Version };
        record.Labels.Add(BuilderFacts.HostGatewayLabel, facts.HostGateway());
        record.Platforms.Add(facts.Platforms.Select(OperationEncoder.Platform));
        foreach (var rule in facts.CacheRules)
        {
            record.GCPolicy.Add(new GCPolicy
            {
                All = rule.All,
                KeepDuration = rule.KeepDuration.Ticks * TimeSpan.NanosecondsPerTick,
                // Docker writes what is said of one field as one filter.
                Filters = { rule.Filters.GroupBy(f => f.Split("==")[0]).Select(g => string.Join(',', g)) },
                ReservedSpace = rule.ReservedSpace,
                MaxUsedSpace = rule.MaxUsedSpace,
                MinFreeSpace = rule.MinFreeSpace,
            });
        }

        return record;
    }
}
