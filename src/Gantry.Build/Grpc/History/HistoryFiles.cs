using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

using Gantry.Build.Grpc.Protocol;
using Gantry.Linux.Documents;
using Gantry.Oci.Images;

using Google.Protobuf;

namespace Gantry.Build.Grpc.History;

/// <summary>Ended builds on disk, in the forms in which clients are told of them. A record is written last, so what it names is there.
/// <code>
/// DIRECTORY/HASH/record    a BuildHistoryRecord
/// DIRECTORY/HASH/status    StatusResponses, each after its length in four bytes, as BuildKit keeps them
/// DIRECTORY/HASH/error     a Status with all details, where the build failed
/// DIRECTORY/HASH/HEX       an attachment, by its digest
/// </code>
/// Clients choose the ids, so directories are named by a hash of them.</summary>
internal sealed class HistoryFiles(string directory)
{
    private const string RecordName = "record";
    private const string StatusName = "status";
    private const string StatusType = "application/vnd.buildkit.status.v0";
    private const string ErrorName = "error";

    /// <summary>All that are whole.</summary>
    public IReadOnlyList<BuildHistoryRecord> Read()
    {
        if (!Directory.Exists(directory)) return [];
        return [.. Directory.EnumerateDirectories(directory).Select(TryRead).OfType<BuildHistoryRecord>()];
    }

    /// <summary>One; null: there is none.</summary>
    public BuildHistoryRecord? Find(string id) => TryRead(PathOf(id));

    /// <summary>Writes one that is new.</summary>
    /// <param name="record">The record.</param>
    /// <param name="progress">What the build reported.</param>
    /// <param name="error">Why it failed; null: it did not.</param>
    /// <param name="attachments">What is kept beside the record; null: nothing.</param>
    public async Task WriteAsync(BuildHistoryRecord record, IAsyncEnumerable<StatusResponse> progress, Status? error, BuildAttachments? attachments)
    {
        var path = PathOf(record.Ref);
        Directory.CreateDirectory(path);
        record.Logs = await WriteStatusAsync(Path.Combine(path, StatusName), progress);
        if (error is not null) Document.Write(Path.Combine(path, ErrorName), error.ToByteArray());
        foreach (var (digest, bytes) in attachments?.Contents ?? new Dictionary<Digest, byte[]>()) Document.Write(Path.Combine(path, digest.Hex), bytes);
        Write(record);
    }

    /// <summary>Writes the record of one that is there.</summary>
    public void Write(BuildHistoryRecord record) => Document.Write(Path.Combine(PathOf(record.Ref), RecordName), record.ToByteArray());

    /// <summary>What a build reported; null: there is none of that id.</summary>
    public IEnumerable<StatusResponse>? Progress(string id)
    {
        var path = Path.Combine(PathOf(id), StatusName);
        return File.Exists(path) && Find(id) is not null ? ReadStatus(path) : null;
    }

    /// <summary>The file with a digest that a record names; null: there is none.</summary>
    public string? Content(Digest digest)
    {
        foreach (var record in Read())
        {
            if (record.ExternalError?.Digest == digest.Value) return Path.Combine(PathOf(record.Ref), ErrorName);
            if (record.Logs?.Digest == digest.Value) return Path.Combine(PathOf(record.Ref), StatusName);
            if (BuildAttachments.Named(record).Any(d => d.Digest == digest.Value)) return Path.Combine(PathOf(record.Ref), digest.Hex);
        }

        return null;
    }

    /// <summary>Removes one, the record first.</summary>
    public void Remove(string id)
    {
        var path = PathOf(id);
        if (!Directory.Exists(path)) return;
        File.Delete(Path.Combine(path, RecordName));
        Directory.Delete(path, recursive: true);
    }

    private static async Task<ContentDescriptor> WriteStatusAsync(string path, IAsyncEnumerable<StatusResponse> progress)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = File.Create(path);
        await foreach (var answer in progress)
        {
            var message = new byte[sizeof(int) + answer.CalculateSize()];
            BinaryPrimitives.WriteInt32LittleEndian(message, message.Length - sizeof(int));
            answer.WriteTo(message.AsSpan(sizeof(int)));
            hash.AppendData(message);
            file.Write(message);
        }

        return new ContentDescriptor { MediaType = StatusType, Digest = $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}", Size = file.Position };
    }

    private static IEnumerable<StatusResponse> ReadStatus(string path)
    {
        using var file = File.OpenRead(path);
        var length = new byte[sizeof(int)];
        while (file.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) == length.Length)
        {
            var message = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
            file.ReadExactly(message);
            yield return StatusResponse.Parser.ParseFrom(message);
        }
    }

    private static BuildHistoryRecord? TryRead(string path)
    {
        try
        {
            return BuildHistoryRecord.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(path, RecordName)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or InvalidProtocolBufferException)
        {
            return null; // being written, cut off, or damaged: a record that nobody can read is none
        }
    }

    private string PathOf(string id) => Path.Combine(directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id))));
}
