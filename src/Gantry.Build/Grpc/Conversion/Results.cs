using Gantry.Build.Graph;
using Gantry.Build.Grpc.Builds;
using Gantry.Build.Grpc.Protocol.Gateway;
using Gantry.Build.Llb;
using Gantry.Build.Sessions.Files;
using Gantry.Build.Sessions.Protocol;
using Gantry.Build.Solver;
using Gantry.Linux.Files;

using Google.Protobuf;

namespace Gantry.Build.Grpc.Conversion;

/// <summary>Results as a frontend outside sees them: names it gives back, and metadata.</summary>
internal static class Results
{
    /// <param name="build">The build that keeps the results.</param>
    /// <param name="result">What a solve came to.</param>
    /// <param name="plainNames">Whether the client takes names without graphs, as old ones do.</param>
    public static Result Encode(RunningBuild build, SolveResult result, bool plainNames)
    {
        var wire = new Result();
        foreach (var (name, value) in result.Metadata) wire.Metadata.Add(name, ByteString.CopyFrom(value.Span));
        switch (result.References.Count > 0, plainNames)
        {
            case (true, true):
                wire.RefsDeprecated = new RefMapDeprecated();
                foreach (var (key, reference) in result.References) wire.RefsDeprecated.Refs.Add(key, build.Name(reference));
                break;
            case (true, false):
                wire.Refs = new RefMap();
                foreach (var (key, reference) in result.References) wire.Refs.Refs.Add(key, Encode(build, reference));
                break;
            case (false, true):
                wire.RefDeprecated = build.Name(result.Reference);
                break;
            default:
                wire.Ref = Encode(build, result.Reference);
                break;
        }

        return wire;
    }

    public static SolveResult Decode(RunningBuild build, Result wire)
    {
        var several = wire.ResultCase switch
        {
            Result.ResultOneofCase.Refs => wire.Refs.Refs.ToDictionary(r => r.Key, r => build.Find(r.Value.Id)),
            Result.ResultOneofCase.RefsDeprecated => wire.RefsDeprecated.Refs.ToDictionary(r => r.Key, r => build.Find(r.Value)),
            _ => [],
        };
        var one = wire.ResultCase switch
        {
            Result.ResultOneofCase.Ref => build.Find(wire.Ref.Id),
            Result.ResultOneofCase.RefDeprecated => build.Find(wire.RefDeprecated),
            _ => null,
        };
        return new ReturnedResult { Reference = one, References = several, Metadata = wire.Metadata.ToDictionary(m => m.Key, m => m.Value.Memory) };
    }

    public static Stat Encode(ResultEntry entry) => new()
    {
        Path = entry.Path,
        Mode = GoFileMode.Of((FileKind)(entry.Mode & 0xF000), entry.Mode & 0xFFF),
        Uid = entry.UserId,
        Gid = entry.GroupId,
        Size = entry.Size,
        ModTime = entry.ModifiedNanoseconds,
        Linkname = entry.LinkTarget,
        Devmajor = entry.DeviceMajor,
        Devminor = entry.DeviceMinor,
    };

    private static Ref Encode(RunningBuild build, IResultReference? reference) => reference is null
        ? new Ref()
        : new Ref { Id = build.Name(reference), Def = DefinitionEncoder.Encode(new BuildDefinition(reference.Output)) };
}
