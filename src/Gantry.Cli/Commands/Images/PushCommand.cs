using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Images;
using Gantry.Cli.Progress;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry push</c>: send images to a registry.</summary>
internal sealed class PushCommand : Verb
{
    private readonly Option<bool> allTags = Flag.Switch("-a, --all-tags", "All tags of the repository");
    private readonly Option<bool> disableContentTrust = Flag.Switch("--disable-content-trust", "Do not sign", on: true);
    private readonly Option<string> platform = Flag.Text("--platform", "Only the image of this platform ('os[/arch[/variant]]')");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Print the image's name only");

    public PushCommand()
        : base("push", "[OPTIONS] NAME[:TAG]", "Upload an image to a registry", Operands.Exactly(1)) => Accept(allTags, disableContentTrust, platform, quiet);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var only = Platform(call.Get(platform));
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
        var auth = await call.Settings.Credentials.HeaderAsync(image, cancellation);
        var query = Query.Of(("platform", only), ("tag", image.Tag ?? ""));
        await using var progress = await call.Engine.PostStreamAsync($"/images/{Query.Escape(image.FamiliarName)}/push{query}", auth, cancellation);
        await ProgressStream.ShowAsync(progress, call.Get(quiet) ? TextWriter.Null : call.Out, call.Get(quiet) ? null : call.Streams.OutputWidth, cancellation);
        if (call.Get(quiet))
            await call.Out.WriteLineAsync(image.Familiar);
        return 0;
    }

    private static string Platform(string text)
    {
        try
        {
            return PlatformSpec.ToJson(text);
        }
        catch (CliException fault)
        {
            throw new CliException($"Invalid platform {text}{fault.Message}");
        }
    }
}
