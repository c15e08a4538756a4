namespace Gantry.Build.Grpc.Services;

/// <summary>What clients may ask for, by the names BuildKit gave it; what is not listed they do without. It is what
/// Docker's builder has, less what nobody serves here: programs in containers of a frontend's own, attestations, caches at other providers.</summary>
internal static class Capabilities
{
    /// <summary>Calls of the gateway.</summary>
    public static readonly IReadOnlyList<string> Frontend =
    [
        "solve.base", "solve.inlinereturn", "resolveimage", "resolveimage.resolvemode", "readfile", "return", "returnmap", "readdir", "statfile", "importcaches",
        "proto.refarray", "reference.output", "frontend.inputs", "gateway.solve.metadata", "frontend.caps", "gateway.solve.evaluate", "gateway.evaluate",
        "gateway.warnings", "source.metaresolver",
    ];

    /// <summary>Operations and details of graphs. The misspelt name is the protocol's.</summary>
    public static readonly IReadOnlyList<string> Graph =
    [
        "source.image", "source.image.resolvemode", "source.image.layerlimit", "source.image.checksum",
        "source.local", "source.local.unique", "source.local.sessionid", "source.local.includepatterns", "source.local.followpaths",
        "source.local.excludepatterns", "source.local.sharedkeyhint", "source.local.differ",
        "source.git", "source.git.keepgitdir", "source.git.fullurl", "source.git.httpauth", "source.git.knownsshhosts", "source.git.mountsshsock",
        "source.git.subdir", "source.git.checksum", "source.git.skipsubmodules",
        "source.http", "source.http.auth", "source.http.checksum", "source.http.perm", "soruce.http.uidgid", "source.ocilayout", "source.buildop.llbfilename",
        "exec.meta.base", "exec.meta.cgroup.parent", "exec.meta.network", "exec.meta.proxyenv", "exec.meta.security", "exec.meta.security.devices.v1",
        "exec.meta.setsdefaultpath", "exec.meta.ulimit", "exec.meta.cdi",
        "exec.mount.bind", "exec.mount.bind.readwrite-nooutput", "exec.mount.cache", "exec.mount.cache.sharing", "exec.mount.selector", "exec.mount.tmpfs",
        "exec.mount.tmpfs.size", "exec.mount.secret", "exec.mount.ssh", "exec.mount.cache.content", "exec.cgroup", "exec.secretenv", "exec.validexitcode",
        "file.base", "file.rm.wildcard", "file.copy.includeexcludepatterns", "file.rm.nofollowsymlink",
        "file.copy.alwaysreplaceexistingdestpaths", "file.symlink.create",
        "mergeop", "diffop", "constraints", "platform", "meta.ignorecache", "meta.description", "meta.exportcache",
        "exporter.image.annotations", "exporter.image.attestations", "exporter.sourcedateepoch", "exporter.multiple", "gc.freespacefilter", "history.filter",
    ];
}
