using System.Globalization;

using Gantry.Build.Graph;
using Gantry.Build.Llb;
using Gantry.Build.Llb.Wire;
using Gantry.Build.Sessions;
using Gantry.Build.Solver;

namespace Gantry.Build.Grpc.Conversion;

/// <summary>What a client asks for, in the words of the solver. Fields of older clients are read where the newer ones are empty.</summary>
internal static class Requests
{
    /// <summary>Whether the client itself is the frontend.</summary>
    public static bool NamesNothing(Protocol.SolveRequest request) => request.Frontend.Length == 0 && request.Definition is null;

    public static SolveRequest Decode(Protocol.SolveRequest request, IBuildSession? session) => new()
    {
        Build = request.Ref,
        Frontend = request.Frontend,
        Options = new Dictionary<string, string>(request.FrontendAttrs),
        Inputs = Definitions(request.FrontendInputs),
        Definition = request.Definition is { } definition ? DefinitionDecoder.Decode(definition) : null,
        Session = session,
        CacheImports = Imports(request.Cache),
        Entitlements = [.. request.Entitlements],
    };

    public static IReadOnlyDictionary<string, BuildDefinition> Definitions(IEnumerable<KeyValuePair<string, Definition>> definitions) =>
        definitions.ToDictionary(d => d.Key, d => DefinitionDecoder.Decode(d.Value));

    /// <summary>What is to be made of a result; null: nothing, and there is nothing to finish either.</summary>
    public static ExportRequest? Export(Protocol.SolveRequest request, SolveResult result, IBuildSession? session)
    {
        var exporters = Exporters(request);
        var caches = Exports(request.Cache);
        if (exporters.Count == 0 && caches.Count == 0 && result is { Reference: null, References.Count: 0 }) return null;
        return new ExportRequest { Build = request.Ref, Result = result, Exporters = exporters, CacheExports = caches, Session = session };
    }

    /// <summary>The exporters that are wanted.</summary>
    public static IReadOnlyList<ExporterRequest> Exporters(Protocol.SolveRequest request) =>
        request.Exporters.Count == 0 && request.ExporterDeprecated.Length > 0
            ? [new ExporterRequest(request.ExporterDeprecated, new Dictionary<string, string>(request.ExporterAttrsDeprecated), "0")]
            : [.. request.Exporters.Select((e, i) => new ExporterRequest(e.Type, new Dictionary<string, string>(e.Attrs), i.ToString(CultureInfo.InvariantCulture)))];

    public static IReadOnlyList<CacheLocation> Imports(Protocol.CacheOptions? cache) => cache is null ? [] :
    [
        .. cache.Imports.Select(i => new CacheLocation(i.Type, new Dictionary<string, string>(i.Attrs))),
        .. cache.ImportRefsDeprecated.Select(r => new CacheLocation("registry", new Dictionary<string, string> { ["ref"] = r })),
    ];

    private static List<CacheLocation> Exports(Protocol.CacheOptions? cache)
    {
        if (cache is null) return [];
        var locations = cache.Exports.Select(e => new CacheLocation(e.Type, new Dictionary<string, string>(e.Attrs))).ToList();
        if (cache.ExportRefDeprecated.Length > 0)
            locations.Add(new CacheLocation("registry", new Dictionary<string, string>(cache.ExportAttrsDeprecated) { ["ref"] = cache.ExportRefDeprecated }));
        return locations;
    }
}
