using System.Text.Json;

using Gantry.Build.Llb.Wire;

namespace Gantry.Build.Attestations;

/// <summary>A program's run for people and auditors, with the members of pb.ExecOp.</summary>
internal static class ExecText
{
    /// <summary>Writes one.</summary>
    public static void Write(Utf8JsonWriter json, ExecOp exec)
    {
        OperationText.Object(json, "meta", exec.Meta, Meta);
        OperationText.Objects(json, "mounts", exec.Mounts, Mount);
        OperationText.Number(json, "network", (int)exec.Network);
        OperationText.Number(json, "security", (int)exec.Security);
        OperationText.Objects(json, "secretenv", exec.Secretenv, (j, secret) =>
        {
            OperationText.Text(j, "ID", secret.ID);
            OperationText.Text(j, "name", secret.Name);
            OperationText.Flag(j, "optional", secret.Optional);
        });
        OperationText.Objects(json, "cdiDevices", exec.CdiDevices, (j, device) =>
        {
            OperationText.Text(j, "name", device.Name);
            OperationText.Flag(j, "optional", device.Optional);
        });
    }

    private static void Meta(Utf8JsonWriter json, Meta meta)
    {
        OperationText.Texts(json, "args", meta.Args);
        OperationText.Texts(json, "env", meta.Env);
        OperationText.Text(json, "cwd", meta.Cwd);
        OperationText.Text(json, "user", meta.User);
        if (meta.ProxyEnv is { } proxy) OperationText.Object(json, "proxy_env", proxy, Proxy);
        OperationText.Objects(json, "extraHosts", meta.ExtraHosts, (j, host) =>
        {
            OperationText.Text(j, "Host", host.Host);
            OperationText.Text(j, "IP", host.IP);
        });
        OperationText.Text(json, "hostname", meta.Hostname);
        OperationText.Objects(json, "ulimit", meta.Ulimit, (j, limit) =>
        {
            OperationText.Text(j, "Name", limit.Name);
            OperationText.Number(j, "Soft", limit.Soft);
            OperationText.Number(j, "Hard", limit.Hard);
        });
        OperationText.Text(json, "cgroupParent", meta.CgroupParent);
        OperationText.Flag(json, "removeMountStubsRecursive", meta.RemoveMountStubsRecursive);
        if (meta.ValidExitCodes.Count == 0) return;
        json.WriteStartArray("validExitCodes");
        foreach (var code in meta.ValidExitCodes) json.WriteNumberValue(code);
        json.WriteEndArray();
    }

    private static void Proxy(Utf8JsonWriter json, ProxyEnv proxy)
    {
        OperationText.Text(json, "http_proxy", proxy.HttpProxy);
        OperationText.Text(json, "https_proxy", proxy.HttpsProxy);
        OperationText.Text(json, "ftp_proxy", proxy.FtpProxy);
        OperationText.Text(json, "no_proxy", proxy.NoProxy);
        OperationText.Text(json, "all_proxy", proxy.AllProxy);
    }

    private static void Mount(Utf8JsonWriter json, Mount mount)
    {
        OperationText.Number(json, "input", mount.Input);
        OperationText.Text(json, "selector", mount.Selector);
        OperationText.Text(json, "dest", mount.Dest);
        OperationText.Number(json, "output", mount.Output);
        OperationText.Flag(json, "readonly", mount.Readonly);
        OperationText.Number(json, "mountType", (int)mount.MountType);
        if (mount.TmpfsOpt is { } tmpfs) OperationText.Object(json, "TmpfsOpt", tmpfs, (j, t) => OperationText.Number(j, "size", t.Size));
        if (mount.CacheOpt is { } cache)
        {
            OperationText.Object(json, "cacheOpt", cache, (j, c) =>
            {
                OperationText.Text(j, "ID", c.ID);
                OperationText.Number(j, "sharing", (int)c.Sharing);
            });
        }

        if (mount.SecretOpt is { } secret) OperationText.Object(json, "secretOpt", (secret.ID, secret.Uid, secret.Gid, secret.Mode, secret.Optional), ClientFile);
        if (mount.SSHOpt is { } ssh) OperationText.Object(json, "SSHOpt", (ssh.ID, ssh.Uid, ssh.Gid, ssh.Mode, ssh.Optional), ClientFile);
        OperationText.Text(json, "resultID", mount.ResultID);
        OperationText.Number(json, "contentCache", (int)mount.ContentCache);
    }

    private static void ClientFile(Utf8JsonWriter json, (string Id, uint User, uint Group, uint Mode, bool Optional) file)
    {
        OperationText.Text(json, "ID", file.Id);
        OperationText.Number(json, "uid", file.User);
        OperationText.Number(json, "gid", file.Group);
        OperationText.Number(json, "mode", file.Mode);
        OperationText.Flag(json, "optional", file.Optional);
    }
}
