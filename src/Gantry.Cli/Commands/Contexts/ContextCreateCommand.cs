using System.CommandLine;
using System.Text.Json.Nodes;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Settings.Contexts;

namespace Gantry.Cli.Commands.Contexts;

/// <summary><c>gantry context create</c> and <c>update</c>: keep an engine under a name.</summary>
internal sealed class ContextCreateCommand : Verb
{
    private readonly Option<string> description = Flag.Text("--description", "What it is");
    private readonly Option<IReadOnlyList<string>> docker = Flag.Pairs("--docker", "How the engine is reached");
    private readonly Option<string> from = Flag.Text("--from", "Context to make it from");
    private readonly bool isNew;

    private ContextCreateCommand(string name, string about, bool isNew)
        : base(name, "[OPTIONS] CONTEXT", about, Operands.Exactly(1))
    {
        this.isNew = isNew;
        Accept(description, docker);
        if (isNew)
            Accept(from);
    }

    public static ContextCreateCommand Create() => new("create", "Create a context", isNew: true);

    public static ContextCreateCommand Update() => new("update", "Change a context", isNew: false);

    public override string Remarks => $"""
        How the engine is reached:

        NAME                DESCRIPTION
        from                Context to copy it from
        host                Address of the engine
        ca                  Authority the engine proves its certificate with
        cert                Certificate of this client
        key                 Key of the certificate
        skip-tls-verify     Let the engine prove nothing

        Example:

        $ gantry context {Name} my-context --description "some description" --docker "host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file"
        """;

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var (store, name) = (call.Settings.Contexts, call.Operands[0]);
        if (isNew)
            Create(call, store, name);
        else
            Update(call, store, name);
        await call.Out.WriteLineAsync(name);
        await call.Out.FlushAsync(cancellation);
        await call.Error.WriteLineAsync($"Successfully {Name}d context \"{name}\"");
        return 0;
    }

    private void Create(Call call, ContextStore store, string name)
    {
        ContextStore.CheckName(name);
        if (store.Has(name))
            throw new CliException($"context \"{name}\" already exists");
        var fields = call.Get(docker);
        var source = fields.Count > 0 ? null : Find(store, call.Get(from) is { Length: > 0 } asked ? asked : call.Settings.ContextName);
        var endpoint = source is null ? EndpointSpec.Parse(fields, other => Find(store, other)) : EndpointSpec.Of(source);
        var document = source?.Document.DeepClone().AsObject() ?? EngineContext.Describe(name, "", "", false);
        document["Name"] = JsonValue.Create(name);
        Save(call, store, name, document, endpoint);
    }

    private void Update(Call call, ContextStore store, string name)
    {
        var found = store.Find(name);
        var fields = call.Get(docker);
        Save(call, store, name, found.Document, fields.Count > 0 ? EndpointSpec.Parse(fields, other => Find(store, other)) : null);
    }

    private void Save(Call call, ContextStore store, string name, JsonObject document, EndpointSpec? endpoint)
    {
        if (call.Get(description) is { Length: > 0 } text)
            document["Metadata"]!["Description"] = JsonValue.Create(text);
        if (endpoint is not null)
            document["Endpoints"]!["docker"] = endpoint.Document;
        store.Save(name, document, endpoint?.Certificates);
    }

    private static EngineContext Find(ContextStore store, string name) => name == ContextStore.Default ? DefaultContext.Make(described: true) : store.Find(name);
}
