using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

using Gantry.Build.Client;
using Gantry.Build.Client.Layouts;
using Gantry.Build.Dockerfiles;
using Gantry.Build.Dockerfiles.Descriptions;
using Gantry.Cli.Building;
using Gantry.Cli.Building.Views;
using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Containers;
using Gantry.Cli.Images;
using Gantry.Cli.Progress;
using Gantry.Cli.Settings;
using Gantry.Oci.Errors;
using Gantry.Oci.References;
using Gantry.Oci.Text;

namespace Gantry.Cli.Commands.Images;

/// <summary><c>gantry build</c>: make an image from a Dockerfile.</summary>
internal sealed class BuildCommand : Verb
{
    private const int Interrupted = 130;

    private readonly Option<IReadOnlyList<string>> addHost = Flag.List("--add-host", "Line of /etc/hosts for RUN (host:ip)", HostLine.Check);
    private readonly Option<IReadOnlyList<string>> allow = Flag.List("--allow", "Allow more than usual (network.host)");
    private readonly Option<IReadOnlyList<string>> annotation = Flag.List("--annotation", "Annotation of the image");
    private readonly Option<IReadOnlyList<string>> attest = Flag.List("--attest", "Attestation (type=provenance,mode=max)");
    private readonly Option<IReadOnlyList<string>> buildArg = Flag.List("--build-arg", "Variable of the build (name=value, or a name to pass this client's own)");
    private readonly Option<IReadOnlyList<string>> buildContext = Flag.List("--build-context", "Further context (name=path)");
    private readonly Option<string> builder = Flag.Hidden(Flag.Text("--builder", "Taken for scripts' sake: there is one builder"));
    private readonly Option<IReadOnlyList<string>> cacheFrom = Flag.List("--cache-from", "Cache to take from (name, type=registry,ref=name or type=local,src=path)");
    private readonly Option<IReadOnlyList<string>> cacheTo = Flag.List("--cache-to", "Cache to write (name, type=registry,ref=name, type=inline or type=local,dest=path)");
    private readonly Option<string> question = Flag.Text("--call", "What to do with the Dockerfile: build, check, outline or targets; outline,format=json for programs", "build").Also("--print");
    private readonly Option<string> cgroupParent = Flag.Text("--cgroup-parent", "Cgroup that those of RUN are made in");
    private readonly Option<bool> check = Flag.Switch("--check", "Check the Dockerfile and build nothing");
    private readonly Option<string> file = Flag.Text("-f, --file", "The Dockerfile; - for standard input");
    private readonly Option<string> iidFile = Flag.Text("--iidfile", "File to write the image's ID to");
    private readonly Option<IReadOnlyList<string>> label = Flag.List("--label", "Label of the image");
    private readonly Option<bool> load = Flag.Switch("--load", "Keep the image in the engine, also with --output");
    private readonly Option<string> metadataFile = Flag.Text("--metadata-file", "File to write what the build came to to, as JSON");
    private readonly Option<string> network = Flag.Text("--network", "Network of RUN: default, none or host", "default");
    private readonly Option<bool> noCache = Flag.Switch("--no-cache", "Take nothing from earlier builds");
    private readonly Option<IReadOnlyList<string>> noCacheFilter = Flag.Strings("--no-cache-filter", "Stages that take nothing from earlier builds");
    private readonly Option<IReadOnlyList<string>> output = Flag.List("-o, --output", "What becomes of the result (type=local,dest=path; a directory; - for a tar)");
    private readonly Option<IReadOnlyList<string>> platform = Flag.Strings("--platform", "Platforms to build for");
    private readonly Option<string> progress = Flag.Text("--progress", "How it goes: auto, plain, tty, rawjson, quiet or none", "auto");
    private readonly Option<string> provenance = Flag.Text("--provenance", "Short for --attest type=provenance,…");
    private readonly Option<bool> pull = Flag.Switch("--pull", "Look for newer base images");
    private readonly Option<bool> push = Flag.Switch("--push", "Send the image to its registry");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Print the image's ID only");
    private readonly Option<string> sbom = Flag.Text("--sbom", "Short for --attest type=sbom,…");
    private readonly Option<IReadOnlyList<string>> secret = Flag.List("--secret", "Secret for RUN (id=name,src=file or id=name,env=variable)");
    private readonly Option<long> shmSize = Flag.Bytes("--shm-size", "Size of /dev/shm");
    private readonly Option<IReadOnlyList<string>> ssh = Flag.List("--ssh", "Agent for RUN (default, id=socket, or id=key,key)");
    private readonly Option<IReadOnlyList<string>> tag = Flag.List("-t, --tag", "Name of the image (name:tag)");
    private readonly Option<string> target = Flag.Text("--target", "Stage to build");
    private readonly Option<IReadOnlyList<Ulimit>> ulimit = Flag.ListOf("--ulimit", "ulimit", "Limit for RUN (type=soft:hard)", UlimitSpec.Parse);

    public BuildCommand()
        : base("build", "[OPTIONS] PATH | URL | -", "Build an image from a Dockerfile", Operands.Exactly(1)) => Accept(
            addHost, allow, annotation, attest, buildArg, buildContext, builder, cacheFrom, cacheTo, question, cgroupParent, check, file, iidFile, label, load, metadataFile,
            network, noCache, noCacheFilter, output, platform, progress, provenance, pull, push, quiet, sbom, secret, shmSize, ssh, tag, target, ulimit);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return await BuildAsync(call, stopped.Token);
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new CliException("ERROR: failed to build: context canceled", Interrupted) { Verbatim = true };
        }
        catch (ClientBuildException fault)
        {
            var text = new StringBuilder();
            foreach (var source in fault.Sources)
            {
                foreach (var (first, last) in source.Lines.Take(1))
                    text.Append(SourceExcerpt.Of(source.FileName, source.Text, new LineRange(first, last)));
            }

            throw new CliException($"{text}ERROR: failed to build: failed to solve: {fault.Message}") { Verbatim = true };
        }
        catch (CliException fault) when (!fault.Verbatim)
        {
            throw new CliException($"ERROR: failed to build: {fault.Message}", fault.ExitCode) { Verbatim = true };
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopped.Cancel();
        }
    }

    private async Task<int> BuildAsync(Call call, CancellationToken cancellation)
    {
        foreach (var name in call.Get(tag))
            ImageName.Check(name);
        CheckProgress(call);
        using var place = await BuildPlace.FindAsync(call.Operands[0], call.Get(file), call.Streams.Input, cancellation);
        foreach (var context in call.Get(buildContext))
            place.Add(context);
        var asked = call.Given(question) ? BuildQuestion.Parse(call.Get(question)) : call.Get(check) ? BuildQuestion.Check : BuildQuestion.None;
        var isBuild = asked == BuildQuestion.None;
        var outputs = isBuild ? Outputs(call) : [];
        var caches = new BuildCaches(call.Get(cacheFrom), CarriesCache(call) ? [.. call.Get(cacheTo), "type=inline"] : call.Get(cacheTo), text => call.Error.WriteLine("WARNING: " + text));
        using var agents = new BuildAgents(call.Get(ssh));
        var request = new ClientBuildRequest
        {
            Id = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 25),
            Question = asked.Frontend,
            Options = FrontendOptions(call, place),
            Exports = [.. outputs.Select(o => o.Export)],
            CacheImports = caches.Imports,
            CacheExports = caches.Exports,
            Entitlements = [.. call.Get(allow), .. call.Get(network) == "host" ? ["network.host"] : Array.Empty<string>()],
            Offers = new ClientOffers
            {
                SharedKey = place.SharedKey,
                Directories = place.Directories,
                Uploads = place.Uploads,
                Secrets = call.Get(secret).Select(SecretSpec.Parse).DistinctBy(s => s.Id).ToDictionary(s => s.Id, s => s.Read),
                Agents = agents.Sockets,
                Layouts = place.Layouts.Concat(caches.Layouts).Concat(Kept(outputs)).DistinctBy(layout => layout.Key).ToDictionary(),
                Credentials = call.Settings.Credentials.ForHostAsync,
            },
        };
        ClientBuildResult result;
        await using (var view = View(call, isBuild))
            result = await new BuildClient((path, fields, ending) => call.Engine.UpgradeAsync(path, fields, ending)).BuildAsync(request, view.Show, cancellation);
        if (!isBuild)
            return await AnswerAsync(call, asked, result);
        caches.Finish(result.Answer);
        foreach (var wanted in outputs)
            wanted.Finish(result.Answer);
        await TellAsync(call, request.Id, result, cancellation);
        await PushAsync(call, outputs.Where(o => o.IsPushed).SelectMany(o => o.Names).Distinct(), cancellation);
        return 0;
    }

    private List<OutputSpec> Outputs(Call call)
    {
        var outputs = call.Get(output).Select(text => OutputSpec.Parse(text, call.Streams)).ToList();
        if (call.Get(push))
            outputs.Add(OutputSpec.Pushed);
        if (outputs.Count == 0 || (call.Get(load) && !outputs.Exists(o => o.Export.Type == "moby")))
            outputs.Add(OutputSpec.Loaded);
        var names = string.Join(',', call.Get(tag).Select(name => Reference.Parse(name).WithDefaultTag().Canonical));
        outputs = [.. outputs.Select(o => Annotated(call, o.Named(names)))];
        if (outputs.Exists(o => o.IsPushed && o.Names.Count == 0))
            throw new CliException("tag is needed when pushing to registry");
        var isIndex = call.Get(platform).Count > 1 || Attestations(call).Any();
        return [.. outputs.Select(o => o.IsPushed && (isIndex || o.HasForm) ? o.ByBuilder() : o)];
    }

    /// <summary>The image layout that a result goes to, as the engine calls it.</summary>
    private static IEnumerable<KeyValuePair<string, LayoutDirectory>> Kept(IEnumerable<OutputSpec> outputs) =>
        outputs.Where(wanted => wanted.Export.Layout is not null).Select(wanted => KeyValuePair.Create("export", wanted.Export.Layout!));

    private OutputSpec Annotated(Call call, OutputSpec wanted)
    {
        foreach (var text in call.Get(annotation))
        {
            if (text.Split('=', 2) is not [var name, var value])
                throw new CliException($"invalid annotation \"{text}\", expected key=value");
            var (levels, key) = name.Split(':', 2) is [var before, var after] ? (before, after) : ("manifest", name);
            foreach (var level in levels.Split(','))
                wanted = wanted.With(level == "manifest" ? $"annotation.{key}" : $"annotation-{level}.{key}", value);
        }

        return wanted;
    }

    private Dictionary<string, string> FrontendOptions(Call call, BuildPlace place)
    {
        var options = new Dictionary<string, string>(place.Options, StringComparer.Ordinal);
        foreach (var (name, proxy) in ProxyVariables.OfBuild(call.Settings.Config, call.Engine.Address.Text))
            options["build-arg:" + name] = proxy;
        foreach (var text in call.Get(buildArg).Concat(call.Get(label)))
        {
            if (text.Length == 0 || text.StartsWith('='))
                throw new CliException($"ERROR: invalid key-value pair \"{text}\": empty key") { Verbatim = true };
        }

        foreach (var text in call.Get(buildArg))
        {
            var (name, value) = text.Split('=', 2) is [var before, var after] ? (before, after) : (text, Environment.GetEnvironmentVariable(text));
            if (value is not null)
                options["build-arg:" + name] = value;
        }

        foreach (var (name, value) in EnvironmentSpecs.ToMap(call.Get(label)))
            options["label:" + name] = value;
        Set("target", call.Get(target));
        Set("platform", string.Join(',', call.Get(platform)));
        Set("cgroup-parent", call.Get(cgroupParent));
        Set("add-hosts", string.Join(',', call.Get(addHost).Select(host => host.Split(':', 2) is [var name, var address] ? $"{name}={address}" : host)));
        Set("shm-size", call.Get(shmSize) is > 0 and var size ? size.ToString(CultureInfo.InvariantCulture) : "");
        Set("ulimit", string.Join(',', call.Get(ulimit).Select(limit => string.Create(CultureInfo.InvariantCulture, $"{limit.Name}={limit.Soft}:{limit.Hard}"))));
        if (call.Get(pull))
            options["image-resolve-mode"] = "pull";
        if (call.Get(noCache))
            options["no-cache"] = "";
        else if (call.Get(noCacheFilter) is { Count: > 0 } stages)
            options["no-cache"] = string.Join(',', stages);
        switch (call.Get(network))
        {
            case "" or "default":
                break;
            case "none" or "host":
                options["force-network-mode"] = call.Get(network);
                break;
            default:
                throw new CliException($"network mode \"{call.Get(network)}\" not supported by buildkit: there are default, none and host");
        }

        foreach (var (kind, fields) in Attestations(call))
            options["attest:" + kind] = fields;

        return options;

        void Set(string name, string value)
        {
            if (value.Length > 0)
                options[name] = value;
        }
    }

    /// <summary>The attestations that are asked for, and how each is to be made.</summary>
    private IEnumerable<(string Kind, string Fields)> Attestations(Call call)
    {
        foreach (var text in call.Get(attest).Concat(Short("provenance", call.Get(provenance))).Concat(Short("sbom", call.Get(sbom))))
        {
            var fields = FieldSpec.Read(text);
            var kind = fields.Take("type");
            if (kind.Length == 0)
                throw new CliException("attestation type not specified");
            if (fields.Take("disabled") is not ("true" or "1"))
                yield return (kind, string.Join(',', fields.Select(field => $"{field.Key}={field.Value}")));
        }

        static IEnumerable<string> Short(string kind, string value) => value switch
        {
            "" => [],
            "true" or "1" => [$"type={kind}"],
            "false" or "0" => [$"type={kind},disabled=true"],
            _ => [$"type={kind},{value}"],
        };
    }

    /// <summary>Whether the build argument stands that asks for an image with its own cache, without <c>--cache-to</c> of that type.</summary>
    private bool CarriesCache(Call call) =>
        call.Get(buildArg).Any(text => text.Split('=', 2) is ["BUILDKIT_INLINE_CACHE", var wanted] && GoBool.Parse(wanted) == true) && !call.Get(cacheTo).Any(text => text.Split(',').Contains("type=inline"));

    /// <summary>The progress that is wanted: the flag's, else that of the environment.</summary>
    private string Wanted(Call call) =>
        call.Given(progress) ? call.Get(progress) : Environment.GetEnvironmentVariable("BUILDKIT_PROGRESS") is { Length: > 0 } usual ? usual : call.Get(progress);

    private void CheckProgress(Call call)
    {
        var kind = Wanted(call);
        if (call.Get(quiet) && kind is not ("" or "auto" or "quiet"))
            throw new CliException($"ERROR: progress={kind} and quiet cannot be used together") { Verbatim = true };
        if (kind is not ("" or "auto" or "plain" or "tty" or "rawjson" or "quiet" or "none"))
            throw new CliException($"ERROR: invalid progress mode {kind}") { Verbatim = true };
    }

    private IBuildView View(Call call, bool isBuild)
    {
        var kind = Wanted(call);
        if (call.Get(quiet) || !isBuild)
            kind = kind == "rawjson" ? kind : "quiet";
        return kind switch
        {
            "quiet" or "none" => new SilentView(),
            "rawjson" => new JsonView(call.Streams.RawError),
            "plain" => Plain(),
            "tty" => Terminal(),
            _ => call.Streams.ErrorIsTerminal ? Terminal() : Plain(),
        };

        PlainView Plain() => new(call.Error, TimeProvider.System);

        TerminalView Terminal() => new(call.Error, () => call.Streams.ErrorSize, TimeProvider.System);
    }

    private static async Task<int> AnswerAsync(Call call, BuildQuestion asked, ClientBuildResult result)
    {
        var text = Encoding.UTF8.GetString(result.Facts.GetValueOrDefault(asked.IsJson ? "result.json" : "result.txt", []));
        if (asked.IsJson)
            text += "\n";
        await call.Out.WriteAsync(text.Length > 0 ? text : "Check complete, no warnings found.\n");
        return result.Facts.GetValueOrDefault("result.statuscode") is { } status && int.TryParse(status, CultureInfo.InvariantCulture, out var code) ? code : 0;
    }

    private async Task TellAsync(Call call, string build, ClientBuildResult result, CancellationToken cancellation)
    {
        var id = ImageAnswer.Id(result.Answer);
        if (call.Get(iidFile) is { Length: > 0 } path)
            await WriteAsync("writing image ID file", path, Encoding.UTF8.GetBytes(id), cancellation);
        if (call.Get(metadataFile) is { Length: > 0 } metadata)
            await WriteAsync("writing metadata file", metadata, ImageAnswer.Document(result.Answer, build), cancellation);
        if ((call.Get(quiet) || Wanted(call) == "quiet") && id.Length > 0)
            await call.Out.WriteLineAsync(id);
    }

    private static async Task WriteAsync(string what, string path, byte[] content, CancellationToken cancellation)
    {
        try
        {
            await File.WriteAllBytesAsync(path, content, cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"ERROR: {what}: {SystemFault.Of("open", path, fault)}") { Verbatim = true };
        }
    }

    private async Task PushAsync(Call call, IEnumerable<string> names, CancellationToken cancellation)
    {
        foreach (var name in names)
        {
            var image = Reference.Parse(name).WithDefaultTag();
            var credential = await call.Settings.Credentials.HeaderAsync(image, cancellation);
            await using var stream = await call.Engine.PostStreamAsync($"/images/{Query.Escape(image.FamiliarName)}/push{Query.Of(("tag", image.Tag ?? ""))}", credential, cancellation);
            await ProgressStream.ShowAsync(stream, call.Get(quiet) ? TextWriter.Null : call.Error, call.Get(quiet) ? null : call.Streams.ErrorWidth, cancellation);
        }
    }
}
