using System.CommandLine;
using System.Net.Sockets;
using System.Security.Authentication;

using Gantry.Cli.Client;
using Gantry.Cli.Commands;
using Gantry.Cli.Compose.Globals;
using Gantry.Cli.Settings;
using Gantry.Cli.Streams;
using Gantry.Oci.Errors;

namespace Gantry.Cli.CommandLine;

/// <summary>Finds the command that was typed, runs it and turns failures into messages and exit codes.</summary>
internal sealed class Dispatcher(StandardStreams streams)
{
    private const string Program = "gantry";
    private const int UsageFault = 125;
    private GlobalFlags globals = GlobalFlags.None;
    private ClientSettings settings = GlobalFlags.None.Settings(streams.Error.WriteLine);

    public async Task<int> RunAsync(string[] arguments)
    {
        var rest = new ReadOnlyMemory<string>(arguments);
        try
        {
            globals = GlobalFlags.Read(rest);
            settings = globals.Settings(streams.Error.WriteLine);
            rest = globals.Rest;
            if (rest.Length == 0)
            {
                await CommandList.WriteAsync(globals.Help ? streams.Out : streams.Error);
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

            if (words.Span[1] is var topic && VerbTable.Find(VerbTable.Top, topic) is null && VerbTable.FindGroup(topic) is null)
            {
                await streams.Error.WriteLineAsync($"unknown help topic: {topic}");
                return 1;
            }

            words = new ReadOnlyMemory<string>([.. words.ToArray().Skip(1), "--help"]);
            name = words.Span[0];
        }

        if (name == "compose")
            return await InvokeAsync(new ComposeRoot(InvokeAsync), $"{Program} compose", words[1..]);

        if (VerbTable.FindGroup(name) is { } found)
        {
            return await DispatchAsync(found, words[1..]);
        }

        return VerbTable.Find(VerbTable.Top, name) is { } entry
            ? await InvokeAsync(entry.Make(), $"{Program} {name}", words[1..])
            : await UnknownAsync($"{Program} {name}", Program);
    }

    private async Task<int> DispatchAsync(VerbTable.Group group, ReadOnlyMemory<string> words)
    {
        var path = $"{Program} {group.Name}";
        if (words.Length == 0 || words.Span[0] is "--help" or "-h")
        {
            await CommandList.WriteAsync(group, words.Length == 0 ? streams.Error : streams.Out);
            return 0;
        }

        var name = words.Span[0];
        if (name is ['-', _, ..])
        {
            var fault = name[1] == '-' ? $"unknown flag: {name.Split('=')[0]}" : $"unknown shorthand flag: '{name[1]}' in {name}";
            await streams.Error.WriteLineAsync($"{fault}\n\nUsage:  {path} COMMAND\n\nRun '{path} --help' for more information");
            return UsageFault;
        }

        return VerbTable.Find(group.Entries, name) is { } entry
            ? await InvokeAsync(entry.Make(), $"{path} {name}", words[1..])
            : await UnknownAsync($"{path} {name}", path, group.UsageTail);
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
            if (verb.OperandsOn(streams).Fault(arguments.Operands.Count) is { } miscount)
            {
                await streams.Error.WriteLineAsync(verb.Miscount(arguments.Operands.Count) ??
                    $"{Program}: '{path}' {miscount}\n\nUsage:  {verb.Usage(path)}\n\n{(verb.Operands.Maximum == int.MaxValue ? "See" : "Run")} '{path} --help' for more information");
                return 1;
            }

            var engine = new Lazy<EngineClient>(() => new EngineClient(globals.Address(settings), settings.Config.Headers));
            return await ReportAsync(new Call(verb, path, arguments, parsed, engine, streams, settings));
        }
        catch (UsageException fault)
        {
            var usage = verb.ShowsUsageOfFaults ? $"\n\nUsage:  {verb.Usage(path)}\n\nRun '{path} --help' for more information" : "";
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

    private async Task<int> UnknownAsync(string typed, string helpPath, string usageTail = "")
    {
        var usage = helpPath == Program ? "" : $"Usage:  {helpPath}{usageTail}\n\n";
        await streams.Error.WriteLineAsync($"{Program}: unknown command: {typed}\n\n{usage}Run '{helpPath} --help' for more information");
        return 1;
    }
}
