using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Oci.References;

namespace Gantry.Cli.Images;

/// <summary>What a pull or a push is about: one image, or a repository with all its tags.</summary>
/// <param name="allTagsHelp">What all tags mean there.</param>
internal sealed class TransferredName(string allTagsHelp)
{
    public Option<bool> AllTags { get; } = Flag.Switch("-a, --all-tags", allTagsHelp);

    public Option<bool> Quiet { get; } = Flag.Switch("-q, --quiet", "Print the image's name only");

    /// <summary>Reads it, and tells the tag that nobody named.</summary>
    /// <exception cref="CliException">It is no name, or one with a tag where all are meant.</exception>
    public async Task<Reference> ReadAsync(Call call, CancellationToken cancellation)
    {
        var image = ImagePull.Parse(call.Operands[0]);
        if (call.Get(AllTags) && !image.IsNameOnly)
            throw new CliException("tag can't be used with --all-tags/-a");
        if (!call.Get(AllTags) && image.IsNameOnly)
        {
            image = image.WithDefaultTag();
            if (!call.Get(Quiet))
                await call.Out.WriteLineAsync($"Using default tag: {image.Tag}");
        }

        await call.Out.FlushAsync(cancellation);
        return image;
    }
}
