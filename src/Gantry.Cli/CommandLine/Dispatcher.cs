using System.CommandLine;
using System.Net.Sockets;
using System.Security.Authentication;

using Gantry.Cli.Client;
using Gantry.Cli.Commands;
using Gantry.Cli.Compose.Globals;
using Gantry.Cli.Streams;
using Gantry.Oci.Errors;

namespace Gantry.Cli.CommandLine;

/// <summary>Finds the command that was typed, runs it and turns failures into messages and exit codes.</summary>
internal sealed class Dispatcher(StandardStreams streams)
{
    private const string Program = "gantry";
    private const int UsageFault = 125;
    private Func<EngineAddress> address = () => EngineAddress.Choose(null, null);

    public async Task<int> RunAsync(string[] arguments)
    {
        var rest = new ReadOnlyMemory<string>(arguments);
        var helpWanted = false;
        try
        {
            var globals = GlobalFlags.Read(rest);
            (rest, address, helpWanted) = (globals.Rest, globals.Address, globals.Help);
            if (rest.Length == 0)
            {
                await CommandList.WriteAsync(helpWanted ? streams.Out : streams.Error);
                return 0;
            }
        }
        catch (CliException fault)
        {
            await streams.Error.WriteLineAsync(fault.Message);
            return 1;
        }
        catch (UsageException fault)
        {
            await streams.Error.WriteLineAsync($"{fault.Message}\n\nUsage:  {Program} [OPTIONS] COMMAND [ARG...]\n\nRun '{Program} --help' for more information");
            return UsageFault;
        }

        return await DispatchAsync(rest);
    }

    /// <summary>Runs one command that was found already.</summary>
    public Task<int> RunAsync(Verb verb, string path, string[] arguments) => InvokeAsync(verb, path, arguments);

    private async Task<int> DispatchAsync(ReadOnlyMemory<string> words)
    {
        var name = words.Span[0];
        if (name == "help")
        {
            if (words.Length == 1)
            {
                await CommandList.WriteAsync(streams.Out);
                return 0;
            }

            if (words.Span[1] is var topic && Find(VerbTable.Top, topic) is null && VerbTable.Groups.All(group => group.Name != topic))
            {
                await streams.Error.WriteLineAsync($"unknown help topic: {topic}");
                return 1;
            }

            words = new ReadOnlyMemory<string>([.. words.ToArray().Skip(1), "--help"]);
            name = words.Span[0];
        }

        if (name == "compose")
            return await InvokeAsync(new ComposeRoot(InvokeAsync), $"{Program} compose", words[1..]);

        if (VerbTable.Groups.FirstOrDefault(group => group.Name == name) is { } found)
        {
            if (words.Length == 1 || words.Span[1] is "--help" or "-h")
            {
                await CommandList.WriteAsync(found, words.Length == 1 ? streams.Error : streams.Out);
                return 0;
            }

            return Find(found.Entries, words.Span[1]) is { } inner
                ? await InvokeAsync(inner.Make(), $"{Program} {name} {words.Span[1]}", words[2..])
                : await UnknownAsync($"{Program} {name} {words.Span[1]}", $"{Program} {name}");
        }

        return Find(VerbTable.Top, name) is { } entry
            ? await InvokeAsync(entry.Make(), $"{Program} {name}", words[1..])
            : await UnknownAsync($"{Program} {name}", Program);
    }

    private async Task<int> InvokeAsync(Verb verb, string path, ReadOnlyMemory<string> rest)
    {
        try
        {
            var arguments = PosixArguments.Read(verb, rest.Span);
            if (arguments.Help)
            {
                await UsageWriter.WriteAsync(verb, path, streams.Out);
                return 0;
            }

            var parsed = verb.Parse([.. arguments.Canonical()], new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
            if (parsed.Errors is [var fault, ..])
                throw new UsageException(fault.Message);
            if (verb.Operands.Fault(arguments.Operands.Count) is { } miscount)
            {
                await streams.Error.WriteLineAsync(
                    $"{Program}: '{path}' {miscount}\n\nUsage:  {path} {verb.Synopsis}\n\n{(verb.Operands.Maximum == int.MaxValue ? "See" : "Run")} '{path} --help' for more information");
                return 1;
            }

            var engine = new Lazy<EngineClient>(() => new EngineClient(address()));
            return await ReportAsync(new Call(verb, path, arguments, parsed, engine, streams));
        }
        catch (UsageException fault)
        {
            var usage = verb.ShowsUsageOfFaults ? $"\n\nUsage:  {path} {verb.Synopsis}\n\nRun '{path} --help' for more information" : "";
            await streams.Error.WriteLineAsync(fault.Message + usage);
            return verb.UsageCode;
        }
    }

    private async Task<int> ReportAsync(Call call)
    {
        try
        {
            var code = await call.Verb.RunAsync(call, CancellationToken.None);
            await call.Out.FlushAsync();
            return code;
        }
        catch (CliException fault)
        {
            return await FailAsync(call, fault.Message, fault.ExitCode, fault.Verbatim);
        }
        catch (Exception fault) when (fault is GantryException or EngineUnreachableException or HttpRequestException or SocketException or AuthenticationException)
        {
            return await FailAsync(call, fault.InnerException is AuthenticationException cause ? cause.Message : fault.Message, null, false);
        }
        catch (IOException fault)
        {
            return await FailAsync(call, fault.Message, null, false);
        }
    }

    private async Task<int> FailAsync(Call call, string message, int? code, bool verbatim)
    {
        try
        {
            await call.Out.FlushAsync();
        }
        catch (IOException)
        {
            // Whoever read our output is gone: that is the failure being reported, or makes no difference to it.
        }

        if (message.Length > 0)
        {
            await streams.Error.WriteLineAsync(call.Verb.ReportsWithHelp && !verbatim
                ? $"{Program}: {message}\n\nRun '{call.Path} --help' for more information"
                : message);
        }

        return code ?? call.Verb.FailureCode;
    }

    private async Task<int> UnknownAsync(string typed, string helpPath)
    {
        var usage = helpPath == Program ? "" : $"Usage:  {helpPath}\n\n";
        await streams.Error.WriteLineAsync($"{Program}: unknown command: {typed}\n\n{usage}Run '{helpPath} --help' for more information");
        return 1;
    }

    private static VerbTable.Entry? Find(VerbTable.Entry[] entries, string name) =>
        entries.FirstOrDefault(entry => entry.Name == name || entry.Aliases.Contains(name));
}
