using System.Security.Cryptography;

using Gantry.Linux.Files;
using Gantry.Oci.Images;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Distribution.Uploads;

/// <summary>A blob on its way in: a file that grows and is hashed as it does. What has arrived outlives a lost connection and the registry
/// itself: a session that is taken up again reads its file once. One request at a time holds it.</summary>
internal sealed class UploadSession : IDisposable
{
    private const long WritebackSize = 8 << 20;
    private const int ReadSize = 1 << 20;

    private readonly string algorithm;
    private readonly SafeFileHandle file;
    private readonly IncrementalHash hash;
    private long handedOver;

    private UploadSession(string algorithm, SafeFileHandle file)
    {
        this.algorithm = algorithm;
        this.file = file;
        hash = Hash(algorithm);
    }

    /// <summary>How many bytes have arrived.</summary>
    public long Length { get; private set; }

    /// <summary>Begins a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="algorithm">What it will be named by, as far as is known.</param>
    public static UploadSession Create(string path, string algorithm) =>
        new(algorithm, File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    /// <summary>Takes a file up again.</summary>
    public static UploadSession Resume(string path)
    {
        var session = new UploadSession("sha256", File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
        session.Length = session.Read(session.hash, RandomAccess.GetLength(session.file));
        return session;
    }

    /// <summary>Adds what has arrived.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        RandomAccess.Write(file, data, Length);
        hash.AppendData(data);
        Length += data.Length;
        if (Length - handedOver < WritebackSize)
            return;
        // The disk works while more comes in, so that making it durable at the end takes little.
        OpenFile.StartWriting(file, handedOver, Length - handedOver);
        handedOver = Length;
    }

    /// <summary>Whether all that has arrived has this digest.</summary>
    public bool Matches(Digest digest)
    {
        if (digest.Algorithm == algorithm)
            return Convert.ToHexStringLower(hash.GetCurrentHash()) == digest.Hex;
        using var other = Hash(digest.Algorithm);
        Read(other, Length);
        return Convert.ToHexStringLower(other.GetCurrentHash()) == digest.Hex;
    }

    /// <summary>Ends the file. A piece that was torn off in the middle may have left more in it than was counted.</summary>
    public void Complete()
    {
        if (RandomAccess.GetLength(file) != Length)
            RandomAccess.SetLength(file, Length);
    }

    public void Dispose()
    {
        file.Dispose();
        hash.Dispose();
    }

    private static IncrementalHash Hash(string algorithm) =>
        IncrementalHash.CreateHash(algorithm == "sha512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);

    private long Read(IncrementalHash into, long length)
    {
        var buffer = new byte[ReadSize];
        var offset = 0L;
        while (offset < length && RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - offset)), offset) is > 0 and var count)
        {
            into.AppendData(buffer, 0, count);
            offset += count;
        }

        return offset;
    }
}
