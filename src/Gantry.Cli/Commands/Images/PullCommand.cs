using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Images;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry pull</c>: fetch images from a registry.</summary>
internal sealed class PullCommand : Verb
{
    private readonly Option<bool> allTags = Flag.Switch("-a, --all-tags", "All images of the repository");
    private readonly Option<bool> disableContentTrust = Flag.Switch("--disable-content-trust", "Do not verify signatures", on: true);
    private readonly Option<string> platform = Flag.Text("--platform", "Platform of the image", Environment.GetEnvironmentVariable("DOCKER_DEFAULT_PLATFORM") ?? "");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Print the image's name only");

    public PullCommand()
        : base("pull", "[OPTIONS] NAME[:TAG|@DIGEST]", "Download an image from a registry", Operands.Exactly(1)) => Accept(allTags, disableContentTrust, platform, quiet);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var image = ImagePull.Parse(call.Operands[0]);
        if (call.Get(allTags) && !image.IsNameOnly)
            throw new CliException("tag can't be used with --all-tags/-a");
        if (!call.Get(allTags) && image.IsNameOnly)
        {
            image = image.WithDefaultTag();
            if (!call.Get(quiet))
                await call.Out.WriteLineAsync($"Using default tag: {image.Tag}");
        }

        await call.Out.FlushAsync(cancellation);
        await ImagePull.RunAsync(call, image, call.Get(platform), call.Get(quiet) ? TextWriter.Null : call.Out, call.Get(quiet) ? null : call.Streams.OutputWidth, cancellation);
        await call.Out.WriteLineAsync(image.Canonical);
        return 0;
    }
}
