using Gantry.Build.Grpc.Protocol.Contents;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

using Google.Protobuf;

using Grpc.Core;

namespace Gantry.Build.Sessions;

internal sealed partial class BuildSession
{
    private const string ContentServiceName = "containerd.services.content.v1.Content";
    private const string StoreHeader = "buildkit-attachable-store-id";
    private const int ContentPiece = 1 << 20;

    /// <inheritdoc/>
    /// <remarks>A conversation in which each message is answered: how far is it, these bytes, that was all.</remarks>
    public async Task PutContentAsync(string store, Descriptor blob, Func<Stream> open, CancellationToken cancellation)
    {
        CheckContent("Write");
        using var ends = Link(cancellation);
        try
        {
            using var call = new Content.ContentClient(_channel).Write(Options(ends.Token, new Metadata { { StoreHeader, store } }));
            var common = new WriteContentRequest { Ref = blob.Digest.Value, Total = blob.Size, Expected = blob.Digest.Value };
            var offset = await SayAsync(new WriteContentRequest(common) { Action = WriteAction.Stat });
            await using var content = open();
            if (offset > 0) content.Position = offset;
            var buffer = new byte[ContentPiece];
            for (int count; (count = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ends.Token)) > 0;)
                offset = await SayAsync(new WriteContentRequest { Action = WriteAction.Write, Offset = offset, Data = ByteString.CopyFrom(buffer, 0, count) });
            await SayAsync(new WriteContentRequest(common) { Action = WriteAction.Commit, Offset = offset });
            await call.RequestStream.CompleteAsync();

            async Task<long> SayAsync(WriteContentRequest message)
            {
                await call.RequestStream.WriteAsync(message, ends.Token);
                return await call.ResponseStream.MoveNext(ends.Token) ? call.ResponseStream.Current.Offset : throw new GantryException(ErrorKind.Internal, "the client broke off while it took content");
            }
        }
        catch (RpcException failure) when (failure.StatusCode == StatusCode.AlreadyExists)
        {
            // It has it.
        }
        catch (RpcException failure)
        {
            throw Translate(failure, cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenContentAsync(string store, Digest blob, long from, CancellationToken cancellation)
    {
        CheckContent("Read");
        await Task.CompletedTask;
        var ends = Link(cancellation);
        var call = new Content.ContentClient(_channel).Read(new ReadContentRequest { Digest = blob.Value, Offset = from }, Options(ends.Token, new Metadata { { StoreHeader, store } }));
        return new ReceivedStream<ReadContentResponse>(call, call.ResponseStream, m => m.Data.Memory, ends, failure => Translate(failure, cancellation));
    }

    private void CheckContent(string method)
    {
        if (!Serves(ContentServiceName, method)) throw new GantryException(ErrorKind.Invalid, $"method /{ContentServiceName}/{method} not supported by the client");
    }
}
