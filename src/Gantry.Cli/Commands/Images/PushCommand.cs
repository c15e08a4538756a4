using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Images;
using Gantry.Cli.Progress;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry push</c>: send images to a registry.</summary>
internal sealed class PushCommand : Verb
{
    private readonly TransferredName name = new("All tags of the repository");
    private readonly Option<bool> disableContentTrust = Flag.Switch("--disable-content-trust", "Do not sign", on: true);
    private readonly Option<string> platform = Flag.Text("--platform", "Only the image of this platform ('os[/arch[/variant]]')");

    public PushCommand()
        : base("push", "[OPTIONS] NAME[:TAG]", "Upload an image to a registry", Operands.Exactly(1)) => Accept(name.AllTags, disableContentTrust, platform, name.Quiet);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var only = Platform(call.Get(platform));
        var image = await name.ReadAsync(call, cancellation);
        var auth = await call.Settings.Credentials.HeaderAsync(image, cancellation, isNeeded: true);
        var query = Query.Of(("platform", only), ("tag", image.Tag ?? ""));
        await using var progress = await call.Engine.PostStreamAsync($"/images/{Query.Escape(image.FamiliarName)}/push{query}", auth, cancellation);
        await ProgressStream.ShowAsync(progress, call.Get(name.Quiet) ? TextWriter.Null : call.Out, call.Get(name.Quiet) ? null : call.Streams.OutputWidth, cancellation);
        if (call.Get(name.Quiet))
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
