using Gantry.Build.Grpc.Protocol;

using Google.Protobuf.WellKnownTypes;

namespace Gantry.Build.Client;

/// <summary>Progress as it comes on the wire, in this client's words.</summary>
internal static class ProgressReading
{
    public static ClientProgress Read(StatusResponse answer) => new(
        [.. answer.Vertexes.Select(v => new ClientStep(v.Digest, v.Name, v.Inputs, Time(v.Started), Time(v.Completed), v.Cached, v.Error))],
        [.. answer.Statuses.Select(s => new ClientPart(s.ID, s.Vertex, s.Name, s.Current, s.Total, Time(s.Timestamp) ?? default, Time(s.Started), Time(s.Completed)))],
        [.. answer.Logs.Select(l => new ClientLog(l.Vertex, l.Stream, l.Msg.Memory, Time(l.Timestamp) ?? default))],
        [.. answer.Warnings.Select(w => new ClientWarning(w.Vertex, w.Level, w.Short.ToStringUtf8(), [.. w.Detail.Select(d => d.ToStringUtf8())], w.Url, Source(w)))]);

    private static ClientSource? Source(VertexWarning warning) => warning.Info is not { } info ? null
        : new ClientSource(info.Filename, info.Data.ToStringUtf8(), [.. warning.Ranges.Select(r => (r.Start.Line, r.End.Line))]);

    private static DateTimeOffset? Time(Timestamp? time) => time?.ToDateTimeOffset();
}
