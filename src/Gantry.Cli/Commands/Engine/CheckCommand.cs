using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Settings.Credentials;
using Gantry.Oci.References;

namespace Gantry.Cli.Commands.Engine;

/// <summary><c>gantry system check</c>: read all that images and containers are made of, tell what is damaged, and repair it. It fails where something stays damaged.</summary>
internal sealed class CheckCommand : Verb
{
    private readonly Option<bool> repair = Flag.Switch("--repair", "Put right what can be: unpack layers again, fetch lost content again");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Only what is wrong");

    public CheckCommand()
        : base("check", "[OPTIONS]", "Find what is damaged on disk, and repair it", Operands.None) => Accept(repair, quiet);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent([]);
        if (call.Get(repair)) content.Headers.TryAddWithoutValidation("X-Registry-Config", await CredentialsAsync(call, cancellation));
        using var answer = await call.Engine.SendAsync(HttpMethod.Post, "/system/check" + Query.Of(("repair", call.Get(repair) ? "1" : "")), content, cancellation);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
        var (looked, damaged, repaired) = (0, 0, 0);
        var progress = call.Get(quiet) ? null : call.Streams.ErrorWidth;
        while (await lines.ReadLineAsync(cancellation) is { } text)
        {
            if (JsonSerializer.Deserialize(text, ClientJson.Default.CheckLine) is not { } line) continue;
            if (line.At is { } subject)
            {
                looked = line.Number;
                await ShowAsync(call, progress, $"{line.Number}/{line.Total} {subject}");
            }

            if (line.Found is { } found)
            {
                damaged++;
                if (found.IsRepaired) repaired++;
                await ShowAsync(call, progress, "");
                await call.Out.WriteAsync(Describe(found));
                await call.Out.FlushAsync(cancellation);
            }

            if (line.Error is { } fault) throw new CliException(fault);
            if (!line.Done) continue;
            await ShowAsync(call, progress, "");
            if (!call.Get(quiet)) await call.Out.WriteLineAsync($"{looked} parts of images checked: {(damaged == 0 ? "nothing is wrong" : $"{damaged} faults, {repaired} repaired")}");
            return damaged == repaired ? 0 : 1;
        }

        throw new CliException("the engine ended before the check did");
    }

    private static string Describe(CheckFinding found)
    {
        var users = found.Users.Count > 0 ? $" (needed by {string.Join(", ", found.Users)})" : "";
        return $"{found.Subject}{users}: {found.Problem}\n  {(found.IsRepaired ? "repaired" : "damaged")}: {found.Note}\n";
    }

    /// <summary>One line of a terminal that says what is looked at; empty: it goes away.</summary>
    private static async Task ShowAsync(Call call, int? width, string text)
    {
        if (width is not { } columns) return;
        await call.Error.WriteAsync($"\r\x1b[K{text[..Math.Min(text.Length, Math.Max(columns - 1, 0))]}");
        await call.Error.FlushAsync();
    }

    /// <summary>The user's credentials for the registries this engine's images came from.</summary>
    private static async Task<string> CredentialsAsync(Call call, CancellationToken cancellation)
    {
        var images = await call.Engine.ImagesAsync("", cancellation);
        var all = new JsonObject();
        foreach (var server in images.SelectMany(i => i.RepoDigests ?? []).Select(Reference.Parse).Select(RegistryName.Of).Distinct())
        {
            var credential = await call.Settings.Credentials.For(server).FindAsync(server, cancellation);
            if (!credential.IsEmpty) all[server] = credential.ToJson();
        }

        return Credential.Encode(all);
    }
}
