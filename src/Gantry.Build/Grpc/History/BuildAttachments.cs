using System.Text;
using System.Text.Json;

using Gantry.Build.Grpc.Protocol;
using Gantry.Build.Solver;
using Gantry.Oci.Images;

namespace Gantry.Build.Grpc.History;

/// <summary>What is kept beside the record of a build: the image's document, and what is said of it.</summary>
internal sealed class BuildAttachments
{
    private const string StatementType = "application/vnd.in-toto+json";

    private readonly Dictionary<string, BuildResultInfo> _results = [];
    private readonly Dictionary<Digest, byte[]> _contents = [];

    /// <summary>The documents, by digest.</summary>
    public IReadOnlyDictionary<Digest, byte[]> Contents => _contents;

    /// <summary>Collects them for a build that has ended well.</summary>
    /// <param name="builder">Who built.</param>
    /// <param name="result">What the build came to.</param>
    /// <param name="answer">What its exporters answered.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<BuildAttachments> OfAsync(IBuilder builder, SolveResult result, IReadOnlyDictionary<string, string> answer, CancellationToken cancellation)
    {
        var attachments = new BuildAttachments();
        if (Image(answer) is { } image && builder.TryRead(Digest.Parse(image.Digest)) is { } document)
        {
            image.Size = document.Length;
            attachments._contents[Digest.Of(document)] = document;
            var info = attachments.Info("");
            info.ResultDeprecated = image;
            info.Results[0] = image;
        }

        foreach (var statement in await builder.AttestAsync(result, cancellation))
        {
            var digest = Digest.Of(statement.Content);
            attachments._contents[digest] = statement.Content;
            attachments.Info(statement.Key).Attestations.Add(new ContentDescriptor
            {
                MediaType = StatementType,
                Digest = digest.Value,
                Size = statement.Content.Length,
                Annotations = { ["in-toto.io/predicate-type"] = statement.PredicateType },
            });
        }

        return attachments;
    }

    /// <summary>Names them in a record.</summary>
    public void Enter(BuildHistoryRecord record)
    {
        foreach (var (key, info) in _results)
        {
            if (key.Length == 0) record.Result = info;
            else record.Results[key] = info;
        }
    }

    /// <summary>All that a record names.</summary>
    public static IEnumerable<ContentDescriptor> Named(BuildHistoryRecord record) => record.Results.Values.Append(record.Result).OfType<BuildResultInfo>()
        .SelectMany(i => i.Attestations.Concat(i.Results.Values).Append(i.ResultDeprecated)).OfType<ContentDescriptor>();

    private static ContentDescriptor? Image(IReadOnlyDictionary<string, string> answer)
    {
        if (answer.GetValueOrDefault("containerimage.descriptor") is { } text
            && JsonSerializer.Deserialize(Encoding.UTF8.GetString(Convert.FromBase64String(text)), OciJson.Plain.Descriptor) is { } descriptor)
        {
            return new ContentDescriptor { MediaType = descriptor.MediaType, Digest = descriptor.Digest.Value };
        }

        return answer.GetValueOrDefault("containerimage.config.digest") is { } digest ? new ContentDescriptor { MediaType = MediaTypes.DockerConfig, Digest = digest } : null;
    }

    private BuildResultInfo Info(string key)
    {
        if (!_results.TryGetValue(key, out var info)) _results[key] = info = new BuildResultInfo();
        return info;
    }
}
