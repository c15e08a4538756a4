using System.Text;
using System.Text.Json;

using Grpc.Core;

namespace Gantry.Build.Client;

/// <summary>Reads what an engine says about a failure besides its sentence: the other side of <see cref="Grpc.Errors.ErrorDetails"/>.</summary>
internal static class FailureReading
{
    private const string DetailsTrailer = "grpc-status-details-bin";
    private const string SourceType = "errdefs.Source+json";

    public static ClientBuildException Read(RpcException failure) => new(failure.Status.Detail, Sources(failure), failure);

    private static List<ClientSource> Sources(RpcException failure)
    {
        var sources = new List<ClientSource>();
        if (failure.Trailers.GetValueBytes(DetailsTrailer) is not { } bytes) return sources;
        try
        {
            foreach (var detail in Grpc.Protocol.Status.Parser.ParseFrom(bytes).Details)
                if (detail.TypeUrl.EndsWith(SourceType, StringComparison.Ordinal) && Source(detail.Value.Memory) is { } source) sources.Add(source);
        }
        catch (Exception e) when (e is Google.Protobuf.InvalidProtocolBufferException or JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            // Details of another kind: the sentence is what counts.
        }

        return sources;
    }

    private static ClientSource? Source(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("info", out var info) || !info.TryGetProperty("data", out var data)) return null;
        var lines = new List<(int, int)>();
        if (document.RootElement.TryGetProperty("ranges", out var ranges) && ranges.ValueKind == JsonValueKind.Array)
            foreach (var range in ranges.EnumerateArray()) lines.Add((Line(range, "start"), Line(range, "end")));
        return new ClientSource(info.TryGetProperty("filename", out var name) ? name.GetString() ?? "" : "", Encoding.UTF8.GetString(data.GetBytesFromBase64()), lines);
    }

    private static int Line(JsonElement range, string name) => range.TryGetProperty(name, out var position) && position.TryGetProperty("line", out var line) ? line.GetInt32() : 0;
}
