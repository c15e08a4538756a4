using Gantry.Build.Graph.Operations;
using Gantry.Build.Llb.Wire;

using NetworkMode = Gantry.Build.Graph.Operations.NetworkMode;
using SecurityMode = Gantry.Build.Graph.Operations.SecurityMode;

namespace Gantry.Build.Llb;

/// <summary>The wire form of a program's run. The numbers of the enumerations are the wire's.</summary>
internal static class ExecEncoder
{
    public static ExecOp Encode(ExecOperation exec)
    {
        var op = new ExecOp { Meta = Meta(exec.Process), Network = (NetMode)exec.Network, Security = (Wire.SecurityMode)exec.Security };
        op.Mounts.Add(exec.Mounts.Select(Mount));
        op.Secretenv.Add(exec.SecretVariables.Select(s => new SecretEnv { ID = s.Id, Name = s.Name, Optional = s.Optional }));
        op.CdiDevices.Add(exec.Devices.Select(d => new CDIDevice { Name = d.Name, Optional = d.Optional }));
        return op;
    }

    public static ExecOperation Decode(ExecOp op) => new()
    {
        Process = Process(op.Meta ?? new Meta()),
        Mounts = [.. op.Mounts.Select(Mount)],
        Network = (NetworkMode)op.Network,
        Security = (SecurityMode)op.Security,
        SecretVariables = [.. op.Secretenv.Select(s => new SecretVariable(s.ID, s.Name, s.Optional))],
        Devices = [.. op.CdiDevices.Select(d => new DeviceRequest(d.Name, d.Optional))],
    };

    public static ExecProcess Process(Meta meta) => new()
    {
        Arguments = [.. meta.Args],
        Environment = [.. meta.Env],
        Directory = meta.Cwd,
        User = meta.User,
        Proxy = meta.ProxyEnv is { } p ? new ProxySettings(p.HttpProxy, p.HttpsProxy, p.FtpProxy, p.NoProxy, p.AllProxy) : null,
        ExtraHosts = [.. meta.ExtraHosts.Select(h => new HostAddress(h.Host, h.IP))],
        HostName = meta.Hostname,
        Limits = [.. meta.Ulimit.Select(u => new ResourceLimit(u.Name, u.Soft, u.Hard))],
        CgroupParent = meta.CgroupParent,
        RemoveMountStubs = meta.RemoveMountStubsRecursive,
        ValidExitCodes = [.. meta.ValidExitCodes],
    };

    public static ExecMount Mount(Mount mount) => new()
    {
        Kind = (ExecMountKind)mount.MountType,
        Input = checked((int)mount.Input),
        Selector = mount.Selector,
        Destination = mount.Dest,
        Output = checked((int)mount.Output),
        ReadOnly = mount.Readonly,
        TmpfsSize = mount.TmpfsOpt?.Size ?? 0,
        Cache = mount.CacheOpt is { } c ? new CacheMount(c.ID, (CacheMountSharing)c.Sharing) : null,
        Secret = mount.SecretOpt is { } s ? new ClientFile(s.ID, s.Uid, s.Gid, s.Mode, s.Optional) : null,
        Ssh = mount.SSHOpt is { } a ? new ClientFile(a.ID, a.Uid, a.Gid, a.Mode, a.Optional) : null,
        ResultId = mount.ResultID,
        ContentCache = (ContentCacheMode)mount.ContentCache,
    };

    private static Meta Meta(ExecProcess process)
    {
        var meta = new Meta
        {
            Args = { process.Arguments },
            Env = { process.Environment },
            Cwd = process.Directory,
            User = process.User,
            Hostname = process.HostName,
            CgroupParent = process.CgroupParent,
            RemoveMountStubsRecursive = process.RemoveMountStubs,
            ValidExitCodes = { process.ValidExitCodes },
        };
        if (process.Proxy is { } p) meta.ProxyEnv = new ProxyEnv { HttpProxy = p.Http, HttpsProxy = p.Https, FtpProxy = p.Ftp, NoProxy = p.None, AllProxy = p.All };
        meta.ExtraHosts.Add(process.ExtraHosts.Select(h => new HostIP { Host = h.Name, IP = h.Address }));
        meta.Ulimit.Add(process.Limits.Select(l => new Ulimit { Name = l.Name, Soft = l.Soft, Hard = l.Hard }));
        return meta;
    }

    private static Mount Mount(ExecMount mount)
    {
        var wire = new Mount
        {
            Input = mount.Input,
            Selector = mount.Selector,
            Dest = mount.Destination,
            Output = mount.Output,
            Readonly = mount.ReadOnly,
            MountType = (MountType)mount.Kind,
            ResultID = mount.ResultId,
            ContentCache = (MountContentCache)mount.ContentCache,
        };
        if (mount.Kind == ExecMountKind.Tmpfs) wire.TmpfsOpt = new TmpfsOpt { Size = mount.TmpfsSize };
        if (mount.Cache is { } c) wire.CacheOpt = new CacheOpt { ID = c.Id, Sharing = (CacheSharingOpt)c.Sharing };
        if (mount.Secret is { } s) wire.SecretOpt = new SecretOpt { ID = s.Id, Uid = s.UserId, Gid = s.GroupId, Mode = s.Mode, Optional = s.Optional };
        if (mount.Ssh is { } a) wire.SSHOpt = new SSHOpt { ID = a.Id, Uid = a.UserId, Gid = a.GroupId, Mode = a.Mode, Optional = a.Optional };
        return wire;
    }
}
