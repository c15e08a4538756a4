using System.Text.Json;
using System.Text.RegularExpressions;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Builds;
using Gantry.Cli.Compose.Requests;
using Gantry.Cli.Compose.Up;
using Gantry.Compose.Loading;
using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan;
using Gantry.Compose.Plan.Create;
using Gantry.Compose.Plan.Images;
using Gantry.Compose.Plan.Start;
using Gantry.Compose.Plan.Stop;

using YamlDotNet.RepresentationModel;

namespace Gantry.Cli.Tests.Compose;

/// <summary>
/// Every key of the Compose specification's schema, in Specification/keys.txt: all.yaml has each of them, and without it an engine would be asked for something
/// else. What may be left out unseen has its reason behind the key.
/// </summary>
public sealed partial class SpecificationTests : IDisposable
{
    private static readonly string Source = Path.Combine(AppContext.BaseDirectory, "Compose", "Specification");
    private static readonly Dictionary<string, string> Known = File.ReadAllLines(Path.Combine(Source, "keys.txt"))
        .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts.Length > 1 ? parts[1] : "");

    private readonly string directory = Directory.CreateTempSubdirectory("gantry-specification-").FullName;

    public SpecificationTests()
    {
        foreach (var (file, text) in new[]
        {
            ("included.yaml", "services: {inner: {image: \"i:${INNER:-none}\", volumes: [\"./i:/i\"]}}"), ("included.env", "INNER=set"), ("base.yaml", "services: {base: {cap_add: [CHOWN]}}"),
            ("raw.env", "RAW=\"x\""), ("l.env", "FROM=label"), ("Other", "FROM scratch"),
        })
            File.WriteAllText(Path.Combine(directory, file), text);
        Directory.CreateDirectory(Path.Combine(directory, "elsewhere"));
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void The_example_has_every_key() => Assert.Equal(Known.Keys.Order(StringComparer.Ordinal), Places(Example()).Select(place => place.Key).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Every_key_does_something_or_has_a_reason()
    {
        var whole = Asked(Example());
        Assert.StartsWith("service ", whole, StringComparison.Ordinal); // the first refusal, and not a fault of the whole
        var idle = new HashSet<string>(Known.Keys, StringComparer.Ordinal);
        var count = Places(Example()).Count;
        for (var number = 0; number < count; number++)
        {
            var root = Example();
            var (key, parent, name) = Places(root)[number];
            parent.Children.Remove(name);
            if (Asked(root) != whole)
                idle.Remove(key);
        }

        var excused = Known.Where(entry => entry.Value.Length > 0).Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        Assert.True(idle.SetEquals(excused), $"do nothing: {string.Join(", ", idle.Except(excused))}\ndo something: {string.Join(", ", excused.Except(idle))}");
    }

    private static YamlMappingNode Example()
    {
        var stream = new YamlStream();
        using var text = new StreamReader(Path.Combine(Source, "all.yaml"));
        stream.Load(text);
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    /// <summary>Every entry of a mapping that is a key of the specification, with the name by which that is listed.</summary>
    private static List<(string Key, YamlMappingNode Parent, YamlNode Name)> Places(YamlMappingNode root)
    {
        var places = new List<(string, YamlMappingNode, YamlNode)>();
        Walk(root, "");
        return places;

        void Walk(YamlNode node, string path)
        {
            foreach (var item in (node as YamlSequenceNode)?.Children ?? [])
                Walk(item, path + "[].");
            foreach (var (name, value) in (node as YamlMappingNode ?? []).Children)
            {
                var key = path + ((YamlScalarNode)name).Value;
                if (Known.ContainsKey(key))
                    places.Add((key, (YamlMappingNode)node, name));
                else if (Known.Keys.Any(other => other.StartsWith(path + "*.", StringComparison.Ordinal)))
                    key = path + "*";
                else
                    continue;
                Walk(value, key + ".");
            }
        }
    }

    /// <summary>All that an engine would be asked for to bring the project up and take it down again.</summary>
    private string Asked(YamlMappingNode root)
    {
        using (var file = new StreamWriter(Path.Combine(directory, "compose.yaml")))
            new YamlStream(new YamlDocument(root)).Save(file, assignAnchors: false);
        try
        {
            var project = new ProjectLoader(new ProjectSource { CurrentDirectory = directory, Profiles = ["p"], Variables = new Dictionary<string, string> { ["VALUE"] = "v" } }).Load(new LoadOptions(), []);
            var refused = project.Services.Keys.Order(StringComparer.Ordinal).Select(name => Refusal(project, name)).OfType<string>().ToList();
            var own = project with { Services = project.Services.Where(entry => Refusal(project, entry.Key) is null).ToDictionary() };
            return string.Join('\n', refused.Concat(Asked(ApiSocket.Apply(own, []))));
        }
        catch (Exception fault) when (fault is Gantry.Oci.Errors.GantryException or ComposeException or CliException)
        {
            return "fault: " + fault.Message;
        }
    }

    private static string? Refusal(Project project, string service)
    {
        try
        {
            Unserved.Check(project with { Services = new Dictionary<string, Service> { [service] = project.Services[service] } });
            return null;
        }
        catch (CliException fault)
        {
            return fault.Message;
        }
    }

    private static IEnumerable<string> Asked(Project project)
    {
        var images = project.Services.Values.Select(service => service.ImageName(project.Name)).Distinct().ToDictionary(name => name, name => new ObservedImage("sha256:" + name));
        var there = new ObservedProject { Images = images, Networks = [new ObservedNetwork("1", "there", new Dictionary<string, string>())], Volumes = [new ObservedVolume("there", new Dictionary<string, string>())] };
        var create = CreatePlanner.Plan(project, there, new CreateOptions());
        yield return create.ToString();
        var made = new List<ObservedContainer>();
        foreach (var step in create.Steps)
        {
            switch (step.Action)
            {
                case Gantry.Compose.Plan.CreateContainer container:
                    var order = container.Order.Resolve(other => other.Name);
                    made.Add(new ObservedContainer { Id = order.Name, Name = order.Name, State = "running", Labels = order.Labels() });
                    yield return Hashes().Replace(Request(order), "");
                    yield return JsonSerializer.Serialize(InjectedFiles.Of(project, container.Order.Service)) + container.Order.Platform;
                    break;
                case Gantry.Compose.Plan.CreateNetwork network:
                    yield return Hashes().Replace(JsonSerializer.Serialize(NetworkRequest.Of(network.Order), ClientJson.Default.CreateNetwork), "");
                    break;
                case Gantry.Compose.Plan.CreateVolume volume:
                    yield return Hashes().Replace(JsonSerializer.Serialize(volume.Order), "");
                    break;
            }
        }

        var seen = there with { Containers = made };
        var started = seen with { Containers = [.. made.Select(container => container with { State = "created" })] };
        foreach (var plan in new[] { StartPlanner.Plan(project, started, new StartOptions()), StopPlanner.Plan(project, seen, [], null), RestartPlanner.Plan(project, seen, null), PullPlanner.Plan(project, seen, false, default) })
        {
            yield return plan.ToString();
            foreach (var step in plan.Steps)
                yield return JsonSerializer.Serialize<object>(step.Action);
        }

        yield return BakeFile.Of(project, new BuildChoice(), push: false) ?? "";
        foreach (var service in project.Services.Values)
            yield return $"{service.Name} {service.Attach} {JsonSerializer.Serialize(service.Develop?.Watch)} {JsonSerializer.Serialize(service.Build?.NoCache)}";
    }

    private static string Request(ContainerOrder order)
    {
        try
        {
            return JsonSerializer.Serialize(ServiceRequest.Of(order, []), ClientJson.Default.CreateContainer);
        }
        catch (Gantry.Oci.Errors.GantryException fault)
        {
            return fault.Message;
        }
    }

    /// <summary>What changes with every key, whether anybody heeds it or not.</summary>
    [GeneratedRegex("\"com\\.docker\\.compose\\.config-hash\":\"[^\"]*\",?")]
    private static partial Regex Hashes();
}
