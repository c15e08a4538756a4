using System.Text.Encodings.Web;
using System.Text.Json;

using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Containers;

namespace Gantry.Runtime.CommandLine.Commands;

/// <summary><c>spec</c>: writes a document to begin with.</summary>
internal sealed class SpecCommand : RuntimeCommand
{
    public override string Name => "spec";

    public override string Summary => "create a new specification file";

    public override string OperandNames => "[arguments...]";

    public override string Description =>
        """
        The spec command creates the new specification file named "config.json" for the bundle. It is a starter
        file: edit it to say what the container is to run.

            mkdir -p hello/rootfs && cd hello
            docker export $(docker create busybox) | tar -C rootfs -xf -
            {0} spec
            {0} run container1
        """;

    public override IReadOnlyList<RuntimeFlag> Flags =>
        [new("bundle, b", RuntimeFlagKind.Text, "path to the root of the bundle directory"), new("rootless", RuntimeFlagKind.Switch, "generate a configuration for a rootless container")];

    public override int Fewest => 0;

    public override int Most => 0;

    public override int Run(RuntimeContext context, RuntimeArguments arguments)
    {
        var spec = arguments.IsOn("rootless") ? StarterSpec.Rootless() : StarterSpec.Rootful();
        var path = Path.Combine(CommonFlags.BundleOf(arguments), BundleFile.Name);
        if (File.Exists(path))
            throw new GantryException(ErrorKind.Conflict, $"File {BundleFile.Name} exists. Remove it first");
        var options = new JsonSerializerOptions(RuntimeJson.Default.Options) { WriteIndented = true, IndentCharacter = '\t', IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        File.WriteAllText(path, JsonSerializer.Serialize(spec, new RuntimeJson(options).RuntimeSpec));
        return 0;
    }
}
