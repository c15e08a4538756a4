using Gantry.Build.Grpc.History;
using Gantry.Build.Grpc.Protocol.Contents;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

using Google.Protobuf;

using Grpc.Core;

namespace Gantry.Build.Grpc.Services;

/// <summary>What records of the history refer to by digest.</summary>
internal sealed class ContentService(HistoryFiles files) : Content.ContentBase
{
    private const int ChunkSize = 1 << 20;

    public override Task<InfoResponse> Info(InfoRequest request, ServerCallContext context) =>
        Task.FromResult(new InfoResponse { Info = new ContentInfo { Digest = request.Digest, Size = new FileInfo(Find(request.Digest)).Length } });

    public override async Task Read(ReadContentRequest request, IServerStreamWriter<ReadContentResponse> responseStream, ServerCallContext context)
    {
        await using var file = File.OpenRead(Find(request.Digest));
        if (request.Offset < 0 || request.Offset > file.Length || request.Size < 0) throw new GantryException(ErrorKind.Invalid, "read out of range");
        var offset = file.Position = request.Offset;
        var left = request.Size == 0 ? file.Length - offset : Math.Min(request.Size, file.Length - offset);
        var buffer = new byte[Math.Min(left, ChunkSize)];
        while (left > 0)
        {
            var count = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), context.CancellationToken);
            if (count == 0) return;
            await responseStream.WriteAsync(new ReadContentResponse { Offset = offset, Data = ByteString.CopyFrom(buffer, 0, count) });
            offset += count;
            left -= count;
        }
    }

    private string Find(string digest) =>
        files.Content(Digest.Parse(digest)) ?? throw new GantryException(ErrorKind.NotFound, $"content {digest}: not found");
}
