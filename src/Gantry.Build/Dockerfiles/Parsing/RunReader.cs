using Gantry.Oci.Text;

namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>RUN.</summary>
internal static class RunReader
{
    /// <exception cref="DockerfileException">It is wrong. It names no lines.</exception>
    public static RunInstruction Read(SourceLine line)
    {
        var flags = new InstructionFlags(line.Flags, texts: ["network", "security"], lists: ["device", "mount"]);
        // Given but empty is no mode either.
        if (flags.List("network") is [var network] && network is not ("default" or "none" or "host")) throw new DockerfileException($"invalid network mode {GoQuote.Of(network)}");
        if (flags.List("security") is [var security] && security is not ("insecure" or "sandbox")) throw new DockerfileException($"security {GoQuote.Of(security)} is not valid");
        return new RunInstruction(InstructionReader.Command(line))
        {
            WrittenKeyword = line.Keyword,
            Text = line.Text,
            Lines = line.Lines,
            Devices = [.. flags.List("device").Select(Device)],
            MountTexts = flags.List("mount"),
            Mounts = [.. flags.List("mount").Select(RunMountReader.ReadFrom)],
            Network = flags.Text("network"),
            Security = flags.Text("security"),
        };
    }

    private static RunDevice Device(string text)
    {
        var name = "";
        var isRequired = false;
        foreach (var field in CommaFields.Read(text, "devices"))
        {
            switch (field.Key)
            {
                case "required":
                    isRequired = field.Value is null || field.Flag();
                    break;
                case "name" when field.Value is not null:
                    if (name.Length > 0) throw new DockerfileException($"device name already set to {name}");
                    name = field.Value;
                    break;
                // A name has an equals sign of its own.
                case var _ when name.Length == 0:
                    name = field.Text;
                    break;
                default:
                    throw new DockerfileException(
                        field.Value is null ? $"invalid field '{field.Text}' must be a key=value pair" : $"unexpected key '{field.Key}' in '{field.Text}'{Suggestion.Remark(field.Key, ["name", "required"])}");
            }
        }

        return new RunDevice(name, isRequired);
    }
}
