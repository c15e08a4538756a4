using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace Gantry.Distribution.Storage.S3;

/// <summary>Removes objects, a thousand with one request (DeleteObjects) where the store can.</summary>
internal sealed class S3Removal(S3Transport transport, S3Bucket bucket)
{
    private const int BatchSize = 1000; // no store takes more
    private const int SinglesAtOnce = 16;

    private volatile bool takesOneOnly;

    /// <summary>Removes objects; one that is not there is as good as removed.</summary>
    /// <param name="keys">Their keys.</param>
    /// <param name="removed">Told which have gone, also where others fail.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="S3Exception">The store did not remove them all.</exception>
    public async Task RunAsync(IReadOnlyCollection<string> keys, Action<string> removed, CancellationToken cancellation)
    {
        if (keys.Count > 1 && !takesOneOnly)
        {
            try
            {
                foreach (var batch in keys.Chunk(BatchSize))
                    await BatchAsync(batch, removed, cancellation);
                return;
            }
            catch (S3Exception fault) when (fault.Status is System.Net.HttpStatusCode.NotImplemented or System.Net.HttpStatusCode.MethodNotAllowed)
            {
                takesOneOnly = true;
            }
        }

        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = SinglesAtOnce, CancellationToken = cancellation }, async (key, gone) =>
        {
            await bucket.DeleteAsync(key, gone);
            removed(key);
        });
    }

    private async Task BatchAsync(string[] keys, Action<string> removed, CancellationToken cancellation)
    {
        var document = new StringBuilder("<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet>");
        foreach (var key in keys)
            document.Append("<Object><Key>").Append(SecurityElement.Escape(transport.Address.Full(key))).Append("</Key></Object>");
        var body = Encoding.UTF8.GetBytes(document.Append("</Delete>").ToString());
#pragma warning disable CA5351 // the protocol's choice, beside a signature over SHA-256
        var request = new S3Request(HttpMethod.Post, transport.Address.OfBucket(("delete", ""))) { Body = S3Content.Of(body), BodyMd5 = MD5.HashData(body) };
#pragma warning restore CA5351
        var left = await transport.SendAsync(request, async (answer, gone) => Faults(await S3Answer.ReadAsync(answer, gone)), cancellation);
        foreach (var key in keys.Where(key => !left.ContainsKey(key)))
            removed(key);
        if (left.Count > 0)
            throw new S3Exception($"the object store has not removed {left.Count} of {keys.Length} objects: {left.First().Key}: {left.First().Value}", System.Net.HttpStatusCode.InternalServerError);
    }

    /// <summary>What the store did not remove, and why.</summary>
    private Dictionary<string, string> Faults(byte[] document)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        var (key, code, message) = ("", "", "");
        foreach (var (name, value) in S3Xml.Leaves(document))
        {
            switch (name)
            {
                case "Key":
                    key = value;
                    break;
                case "Code":
                    code = value;
                    break;
                case "Message":
                    message = value;
                    break;
                case "Error" when code is not "NoSuchKey":
                    faults[transport.Address.Own(key) ?? key] = $"{code}: {message}";
                    break;
                default:
                    break;
            }
        }

        return faults;
    }
}
