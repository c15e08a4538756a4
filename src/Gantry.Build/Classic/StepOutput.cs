using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

using Gantry.Engine.Containers;

namespace Gantry.Build.Classic;

/// <summary>Hands the output of a step's process on as text.</summary>
internal static class StepOutput
{
    private const int HeaderSize = 8;
    private const int ErrorStream = 2;

    /// <summary>Copies until the output ends.</summary>
    public static async Task CopyAsync(Attachment attached, IBuildOutput output, CancellationToken cancellation)
    {
        await using var stream = new NetworkStream(attached.Socket, ownsSocket: false);
        var (plain, error) = (new UTF8Encoding().GetDecoder(), new UTF8Encoding().GetDecoder());
        var header = new byte[HeaderSize];
        while (await stream.ReadAtLeastAsync(header, HeaderSize, throwOnEndOfStream: false, cancellation) == HeaderSize)
        {
            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4))];
            await stream.ReadExactlyAsync(payload, cancellation);
            // Characters may be cut in two by the chunks, so each stream has a decoder that remembers.
            var isError = header[0] == ErrorStream;
            var decoder = isError ? error : plain;
            var text = new char[decoder.GetCharCount(payload, flush: false)];
            decoder.GetChars(payload, text, flush: false);
            if (text.Length == 0) continue;
            if (isError) output.Error(new string(text));
            else output.Out(new string(text));
        }

        await attached.Recorded();
    }
}
