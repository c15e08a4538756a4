using System.Text.RegularExpressions;
using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Client;

/// <summary>The same command line once with docker and once with gantry, against one engine.</summary>
internal static partial class Pair
{
    /// <summary>Runs both and compares exit code and both streams; identifiers, times and the program's name may differ.</summary>
    public static async Task AreEqual(Engine engine, string[] arguments, byte[]? input = null)
    {
        var docker = await Run(engine, "docker", arguments, input);
        var gantry = await Run(engine, EngineBinary.Client, arguments, input);
        Assert.True(
            (docker.Exit, Common(docker.Out), Common(docker.Err)) == (gantry.Exit, Common(gantry.Out), Common(gantry.Err)), $"{docker}\n=== but\n{gantry}");
    }

    /// <summary>Runs one of them.</summary>
    public static async Task<Outcome> Run(Engine engine, string program, string[] arguments, byte[]? input = null)
    {
        await using var running = Running.Start(program, arguments, engine.ClientEnvironment, keepInput: input is not null, engine.Work);
        if (input is not null)
        {
            await running.Input.WriteAsync(input);
            running.CloseInput();
        }

        return await running.Ended();
    }

    /// <summary>What a help says that programs go by: the usage lines, the other names, and the flags with the kinds of their values.</summary>
    public static string Flags(string help)
    {
        var text = Common(help.Split("\n\n")[0]) + "\n" + Names().Match(help).Value.Replace("gantry", "docker", StringComparison.Ordinal) + "\n";
        return text + string.Join('\n', Flag().Matches(help).Select(flag => flag.Value.Trim()).Order(StringComparer.Ordinal));
    }

    /// <summary>The text without what is another in every run.</summary>
    private static string Common(string text)
    {
        text = text.Replace("gantry", "docker", StringComparison.Ordinal).Replace("Gantry", "Docker", StringComparison.Ordinal);
        text = Identifier().Replace(text, "ID");
        text = Time().Replace(text, "TIME");
        return Spaces().Replace(Ago().Replace(text, "AGO"), "  ");
    }

    [GeneratedRegex(@"(?<=Aliases:\n).*")]
    private static partial Regex Names();

    [GeneratedRegex(@"^  (-\w, |    )--[\w-]+( [\w-]+)?(?=   |$)", RegexOptions.Multiline)]
    private static partial Regex Flag();

    [GeneratedRegex(@"\b(sha256:)?[0-9a-f]{64}\b|\b[0-9a-f]{12}\b")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*Z?( [+-]\d{4} UTC)?")]
    private static partial Regex Time();

    [GeneratedRegex(@"(\d+ seconds?|Less than a second|About a minute|\d+ minutes)( ago)?")]
    private static partial Regex Ago();

    // A column's width follows what stands in it.
    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces();
}
