using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Rendering;

/// <summary>How an image is built in its canonical form.</summary>
internal static class BuildRendering
{
    public static MapNode? Of(Build? build, RenderForm form) => build is null ? null : new Fields(form)
        .Text("context", build.Context)
        .Text("dockerfile", build.Dockerfile)
        .Text("dockerfile_inline", build.DockerfileInline)
        .Texts("entitlements", build.Entitlements)
        .OptionalMapping("args", build.Args)
        .Text("provenance", build.Provenance)
        .Text("sbom", build.Sbom)
        .Objects("ssh", build.Ssh, key => Fields.Scalar(string.IsNullOrEmpty(key.Path) ? key.Id : $"{key.Id}: {key.Path}"))
        .Mapping("labels", build.Labels)
        .Texts("cache_from", build.CacheFrom)
        .Texts("cache_to", build.CacheTo)
        .Flag("no_cache", build.NoCache)
        .Mapping("additional_contexts", build.AdditionalContexts)
        .Flag("pull", build.Pull)
        .Hosts("extra_hosts", build.ExtraHosts)
        .Text("isolation", build.Isolation)
        .Text("network", build.Network)
        .Text("target", build.Target)
        .Objects("secrets", build.Secrets, secret => FileRendering.Of(secret, form))
        .Bytes("shm_size", build.ShmSize)
        .Texts("tags", build.Tags)
        .Named("ulimits", build.Ulimits, limit => PartRendering.Of(limit, form))
        .Texts("platforms", build.Platforms)
        .Flag("privileged", build.Privileged)
        .Extensions(build.Extensions).Map;
}
