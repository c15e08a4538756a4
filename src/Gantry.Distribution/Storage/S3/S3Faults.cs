using System.Net;
using System.Xml;

namespace Gantry.Distribution.Storage.S3;

/// <summary>Makes of a store's refusal a sentence that says what to do.</summary>
internal sealed class S3Faults(S3Options options, S3Address address, TimeProvider time)
{
    /// <summary>Reads an answer that is none of success.</summary>
    public async Task<S3Exception> ReadAsync(HttpResponseMessage answer, S3Credentials who, CancellationToken cancellation)
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var (name, value) in S3Xml.Leaves(await S3Answer.ReadAsync(answer, cancellation)))
                said.TryAdd(name, value);
        }
        catch (Exception fault) when (fault is XmlException or IOException or HttpRequestException)
        {
            // Whatever stands between may answer in its own way: the status is all there is.
        }

        var code = said.GetValueOrDefault("Code");
        return new S3Exception($"the object store {address.Store} {Sentence(answer, who, code, said)}", answer.StatusCode, code);
    }

    /// <summary>Nobody answers.</summary>
    public S3Exception Silent(Exception fault) => new(
        $"the object store {address.Store} cannot be reached: {(fault is OperationCanceledException ? $"no answer for {options.Silence.TotalSeconds:0} seconds" : fault.InnerException?.Message ?? fault.Message)}", cause: fault);

    private string Sentence(HttpResponseMessage answer, S3Credentials who, string? code, Dictionary<string, string> said) => code switch
    {
        "InvalidAccessKeyId" => $"does not know the access key {who.AccessKey}",
        "SignatureDoesNotMatch" => $"does not accept the secret of the access key {who.AccessKey}",
        "ExpiredToken" or "InvalidToken" or "TokenRefreshRequired" => $"does not accept the session token of the access key {who.AccessKey}: it may have expired",
        "AccessDenied" => $"denies the access key {who.AccessKey} what was asked of the bucket {options.Bucket}",
        "NoSuchBucket" => $"has no bucket {options.Bucket}",
        "RequestTimeTooSkewed" or "RequestInTheFuture" => $"does not accept this machine's time{Difference(answer)}: set the clock",
        "AuthorizationHeaderMalformed" or "PermanentRedirect" or "TemporaryRedirect" or "IllegalLocationConstraintException" => $"has the bucket {options.Bucket} in another region than {options.Region}{Region(answer, said)}",
        null when answer.StatusCode == HttpStatusCode.Forbidden => $"denies the access key {who.AccessKey} what was asked of the bucket {options.Bucket}",
        null => $"answers with status {(int)answer.StatusCode}",
        _ => $"answers {code}: {said.GetValueOrDefault("Message", "it does not say more")}",
    };

    private string Difference(HttpResponseMessage answer) =>
        answer.Headers.Date is { } theirs ? $", which is {Math.Abs((time.GetUtcNow() - theirs).TotalMinutes):0} minutes from its own" : "";

    private static string Region(HttpResponseMessage answer, Dictionary<string, string> said) =>
        answer.Headers.TryGetValues("x-amz-bucket-region", out var names) ? $": {string.Join("", names)}" : said.TryGetValue("Region", out var name) ? $": {name}" : "";
}
