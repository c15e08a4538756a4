using Gantry.Cli.Client;
using Gantry.Cli.Settings;
using Gantry.Cli.Settings.Contexts;

namespace Gantry.Cli.CommandLine;

/// <summary>The flags before the command: which engine, and how to reach it.</summary>
internal sealed class GlobalFlags
{
    /// <summary>What <c>--version</c> prints, for which no engine is needed.</summary>
    public const string VersionTemplate = "Gantry version {{.Client.Version}}";

    private const string Levels = "debug info warn error fatal";
    private readonly Dictionary<string, string> tls = new(StringComparer.Ordinal);
    private readonly List<string> hosts = [];
    private string? context;
    private string? config;

    private GlobalFlags()
    {
    }

    /// <summary>A command line without any.</summary>
    public static GlobalFlags None { get; } = new();

    /// <summary>The command and what follows.</summary>
    public ReadOnlyMemory<string> Rest { get; private set; }

    /// <summary>Whether the help was asked for.</summary>
    public bool Help { get; private set; }

    /// <summary>The user's settings these flags lead to.</summary>
    /// <param name="warn">Takes warnings about them.</param>
    public ClientSettings Settings(Action<string> warn) => new(ClientConfig.FolderOf(config), found => ContextChoice.Of(context, hosts.LastOrDefault(), found), warn);

    /// <summary>Finds the engine's address; done when it is needed, for most faults in it do not matter to the help.</summary>
    /// <exception cref="CliException">There is no such context, or its address is none.</exception>
    public EngineAddress Address(ClientSettings settings)
    {
        var name = settings.ContextName;
        try
        {
            if (hosts.Count > 1)
                throw new CliException("Specify only one -H");
            if (name != ContextStore.Default)
                return settings.Contexts.Find(name).Address();
        }
        catch (CliException fault)
        {
            throw new CliException($"Failed to initialize: unable to resolve docker endpoint: {fault.Message}", 1) { Verbatim = true };
        }

        return EngineAddress.Choose(hosts.LastOrDefault(), ClientTls.Choose(tls));
    }

    /// <summary>The words behind the flags; null where the last flag still lacks its value.</summary>
    public static string[]? Skip(string[] words)
    {
        var at = 0;
        while (at < words.Length && words[at] is ['-', _, ..] word)
            at += TakesValue(word) ? 2 : 1;
        return at > words.Length ? null : [.. words.Skip(at)];
    }

    /// <exception cref="UsageException">A flag is unknown or lacks its value.</exception>
    /// <exception cref="CliException">A value is none.</exception>
    public static GlobalFlags Read(ReadOnlyMemory<string> words)
    {
        var read = new GlobalFlags();
        while (words.Length > 0 && words.Span[0] is ['-', _, ..] word)
        {
            words = words[1..];
            var equals = word.IndexOf('=');
            var name = equals < 0 ? word : word[..equals];
            var value = equals < 0 ? null : word[(equals + 1)..];
            if (name is ['-', 'H' or 'l' or 'c', _, ..] and not ['-', '-', ..])
                (name, value) = (name[..2], word[2..].TrimStart('='));
            if (name is "--help" or "-h" or "-v" or "--version")
            {
                read.Help = name is "--help" or "-h";
                read.Rest = read.Help ? default : new[] { "version", "--format", VersionTemplate };
                return read;
            }

            if (TakesValue(name) && value is null)
            {
                if (words.Length == 0)
                    throw new UsageException(name.Length == 2 ? $"flag needs an argument: '{name[1]}' in {name}" : $"flag needs an argument: {name}");
                value = words.Span[0];
                words = words[1..];
            }

            read.Take(word, name, value ?? "true");
        }

        read.Rest = words;
        return read;
    }

    private static bool TakesValue(string name) =>
        name is "-H" or "--host" or "-l" or "--log-level" or "-c" or "--context" or "--config" or "--tlscacert" or "--tlscert" or "--tlskey";

    private void Take(string word, string name, string value)
    {
        switch (name)
        {
            case "-H" or "--host":
                hosts.Add(value);
                break;
            case "-l" or "--log-level" when !Levels.Split(' ').Contains(value):
                throw new CliException($"Unable to parse logging level: {value}");
            case "-c" or "--context":
                context = value;
                break;
            case "--config":
                config = value;
                break;
            case "-D" or "--debug" or "-l" or "--log-level":
                break;
            case "--tls" or "--tlsverify" or "--tlscacert" or "--tlscert" or "--tlskey":
                tls[name[2..]] = value;
                break;
            default:
                throw new UsageException(word.StartsWith("--", StringComparison.Ordinal)
                    ? $"unknown flag: {name}"
                    : $"unknown shorthand flag: '{word[1]}' in {word}");
        }
    }
}
