using Gantry.Build.Grpc.Protocol;
using Gantry.Build.Solver;

using Google.Protobuf.WellKnownTypes;

namespace Gantry.Build.Grpc.Conversion;

/// <summary>The wire form of the cache's parts.</summary>
internal static class CacheRecords
{
    public static UsageRecord Encode(CacheRecord record) => new()
    {
        ID = record.Id,
        Mutable = record.Mutable,
        InUse = record.InUse,
        Size = record.Size,
        CreatedAt = Timestamp.FromDateTimeOffset(record.Created),
        LastUsedAt = record.LastUsed is { } used ? Timestamp.FromDateTimeOffset(used) : null,
        UsageCount = record.Uses,
        Description = record.Description,
        RecordType = record.Type,
        Shared = record.Shared,
        Parents = { record.Parents },
    };
}
