using System.Security.Cryptography;

using Gantry.Build.Client.Layouts;
using Gantry.Build.Grpc.Protocol.Contents;
using Gantry.Oci.Images;

using Google.Protobuf;

using Grpc.Core;

namespace Gantry.Build.Client.Services;

/// <summary>Image layouts in directories of the user's. Which one is meant is said by metadata of the call.</summary>
internal sealed class LayoutService(IReadOnlyDictionary<string, LayoutDirectory> layouts) : Content.ContentBase
{
    private const string StoreHeader = "buildkit-attachable-store-id";
    private const int PieceSize = 1 << 20;

    public override Task<InfoResponse> Info(InfoRequest request, ServerCallContext context) =>
        Task.FromResult(new InfoResponse { Info = new ContentInfo { Digest = request.Digest, Size = Existing(context, request.Digest).Length } });

    public override async Task Read(ReadContentRequest request, IServerStreamWriter<ReadContentResponse> responseStream, ServerCallContext context)
    {
        await using var blob = Existing(context, request.Digest).OpenRead();
        if (request.Offset < 0 || request.Offset > blob.Length || request.Size < 0) throw new RpcException(new Status(StatusCode.OutOfRange, "read out of range"));
        var offset = blob.Position = request.Offset;
        var left = request.Size == 0 ? blob.Length - offset : Math.Min(request.Size, blob.Length - offset);
        var piece = new byte[Math.Min(left, PieceSize)];
        while (left > 0 && await blob.ReadAsync(piece.AsMemory(0, (int)Math.Min(left, piece.Length)), context.CancellationToken) is > 0 and var count)
        {
            await responseStream.WriteAsync(new ReadContentResponse { Offset = offset, Data = ByteString.CopyFrom(piece, 0, count) }, context.CancellationToken);
            offset += count;
            left -= count;
        }
    }

    /// <summary>A conversation in which each message is answered: how far is it, these bytes, that was all.</summary>
    public override async Task Write(IAsyncStreamReader<WriteContentRequest> requestStream, IServerStreamWriter<WriteContentResponse> responseStream, ServerCallContext context)
    {
        var layout = Layout(context);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var blob = layout.Begin();
        try
        {
            while (await requestStream.MoveNext(context.CancellationToken))
            {
                var request = requestStream.Current;
                if (request.Expected.Length > 0 && File.Exists(layout.PathOf(Parse(request.Expected))))
                    throw new RpcException(new Status(StatusCode.AlreadyExists, $"content {request.Expected}: already exists"));
                if (request.Data.Length > 0)
                {
                    if (request.Offset != blob.Length) throw new RpcException(new Status(StatusCode.OutOfRange, $"write at {request.Offset}, expected {blob.Length}"));
                    await blob.WriteAsync(request.Data.Memory, context.CancellationToken);
                    hash.AppendData(request.Data.Span);
                }

                var answer = new WriteContentResponse { Action = request.Action, Offset = blob.Length, Total = request.Total };
                if (request.Action == WriteAction.Commit)
                {
                    var digest = Digest.Parse($"sha256:{Convert.ToHexStringLower(hash.GetCurrentHash())}");
                    if (request.Expected.Length > 0 && digest != Parse(request.Expected))
                        throw new RpcException(new Status(StatusCode.FailedPrecondition, $"unexpected commit digest {digest}, expected {request.Expected}"));
                    layout.Keep(blob, digest);
                    answer.Digest = digest.Value;
                }

                await responseStream.WriteAsync(answer, context.CancellationToken);
            }
        }
        finally
        {
            File.Delete(blob.Name); // nothing, where it was kept
        }
    }

    private FileInfo Existing(ServerCallContext context, string digest) => new FileInfo(Layout(context).PathOf(Parse(digest))) is { Exists: true } file
        ? file
        : throw new RpcException(new Status(StatusCode.NotFound, $"content {digest}: not found"));

    private LayoutDirectory Layout(ServerCallContext context)
    {
        var store = context.RequestHeaders.GetValue(StoreHeader) ?? "";
        return layouts.TryGetValue(store, out var layout) ? layout : throw new RpcException(new Status(StatusCode.NotFound, $"unknown store {store}"));
    }

    private static Digest Parse(string text) => Digest.TryParse(text, out var digest) ? digest : throw new RpcException(new Status(StatusCode.InvalidArgument, $"invalid digest {text}"));
}
