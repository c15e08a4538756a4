using Gantry.Engine.Containers;

namespace Gantry.Build.Classic;

/// <summary>Where a stage has come to.</summary>
internal sealed class StageState
{
    /// <summary>The image so far; empty for a stage that stands on nothing and has made nothing.</summary>
    public string ImageId { get; set; } = "";

    /// <summary>How containers of it run.</summary>
    public ContainerConfig Config { get; set; } = new();

    /// <summary>Who MAINTAINER says made it.</summary>
    public string Author { get; set; } = "";

    /// <summary>Whether this stage has a CMD of its own, which an ENTRYPOINT then leaves alone.</summary>
    public bool HasCommand { get; set; }

    /// <summary>Whether everything from here on must be made: once something was not in the cache, nothing after it can be.</summary>
    public bool IsCacheMissed { get; set; }

    /// <summary>The shell of shell forms.</summary>
    public IReadOnlyList<string> Shell => Config.Shell is { Count: > 0 } shell ? shell : ["/bin/sh", "-c"];

    /// <summary>The environment by name.</summary>
    public IReadOnlyDictionary<string, string> Environment
    {
        get
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var entry in Config.Env ?? [])
            {
                var at = entry.IndexOf('=', StringComparison.Ordinal);
                values.TryAdd(at < 0 ? entry : entry[..at], at < 0 ? "" : entry[(at + 1)..]);
            }

            return values;
        }
    }

    /// <summary>The configuration with another command.</summary>
    public ContainerConfig With(IReadOnlyList<string> command) => Config with { Image = ImageId, Cmd = command };

    /// <summary>The configuration with the note of an instruction that runs nothing.</summary>
    public ContainerConfig WithNote(string note) => With([.. Shell, "#(nop) ", note]);

    /// <summary>The same for WORKDIR, COPY and ADD, whose note is one word with the mark.</summary>
    public ContainerConfig WithJoinedNote(string note) => With([.. Shell, "#(nop) " + note]);
}
