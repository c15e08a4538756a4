using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.OciRuntime;

/// <summary>Mounts with all that the specification lets them say.</summary>
public sealed class MountTests
{
    [Theory]
    [InlineData("rbind,ro", "touch: /mnt/outer: Read-only file system\n")]
    [InlineData("rbind,rro", "touch: /mnt/outer: Read-only file system\ntouch: /mnt/below/inner: Read-only file system\n")]
    public async Task Read_only_holds_for_one_mount_or_for_all_below(string options, string errors)
    {
        await using var bundle = await Bundle.Make("sh", "-c", "touch /mnt/outer; touch /mnt/below/inner; true");
        var source = Path.Combine(bundle.Folder, "source");
        Directory.CreateDirectory(Path.Combine(source, "below"));
        Host.Run("/bin/mount", "-t", "tmpfs", "below", Path.Combine(source, "below"));
        try
        {
            bundle.AddMount(source, "/mnt", "bind", options.Split(','));
            (await bundle.Run("run", "one")).Is(0, "", errors);
        }
        finally
        {
            Host.Run("/bin/umount", Path.Combine(source, "below"));
        }
    }

    /// <summary>What the host's mount forbids stays forbidden in a user namespace (mount_namespaces(7)): it is kept where nothing is said of it, and a document that says
    /// otherwise is refused.</summary>
    [Theory]
    [InlineData("ro,noexec", "bind,dev", "ro,noexec")]
    [InlineData("ro", "bind,nosuid,nodev", "ro,nosuid,nodev")]
    [InlineData("nodev,nosuid,noexec", "bind,ro", "ro,nosuid,nodev,noexec")]
    [InlineData("nosuid", "bind,ro,suid", null)]
    public async Task Flags_of_the_hosts_mount_are_kept_in_a_user_namespace(string host, string options, string? expected)
    {
        await using var bundle = await Bundle.Make("sh", "-c", "awk '$2 == \"/mnt\" { print $4 }' /proc/mounts");
        bundle.AddUserNamespace(100000);
        var source = Path.Combine(bundle.Folder, "source");
        Directory.CreateDirectory(source);
        bundle.AddMount(source, "/mnt", "bind", options.Split(','));
        bundle.Before = ["/usr/bin/unshare", "--mount", "/bin/sh", "-ec", $"mount -t tmpfs source {source}; mount -o remount,bind,{host} {source}; exec \"$@\"", "sh"];
        var outcome = await bundle.Run("run", "one");
        if (expected is null)
            outcome.Refuses($"error mounting \"{source}\" to rootfs at \"/mnt\": operation not permitted");
        else
            Assert.Equal(expected, string.Join(',', outcome.Ok().Out.TrimEnd().Split(',').Where(o => o is "ro" or "nosuid" or "nodev" or "noexec")));
    }

    [Theory]
    [InlineData("/nowhere", "no such file or directory", false)]
    [InlineData("/nowhere", "no such file or directory", true)]
    [InlineData("/etc/passwd/x", "not a directory", false)]
    public async Task A_source_that_is_not_there_is_told(string source, string reason, bool inUserNamespace)
    {
        await using var bundle = await Bundle.Make("true");
        if (inUserNamespace)
            bundle.AddUserNamespace(100000);
        bundle.AddMount(source, "/mnt", "bind", "bind");
        (await bundle.Run("run", "one")).Refuses($"unable to start container process: error during container init: failed to fulfil mount request: open {source}: {reason}");
    }

    [Theory]
    [InlineData("/tmp", "/file")]
    [InlineData("/etc/passwd", "/directory")]
    public async Task A_file_over_a_directory_or_a_directory_over_a_file_is_told(string source, string destination)
    {
        await using var bundle = await Bundle.Make("true");
        Directory.CreateDirectory(Path.Combine(bundle.Root, "directory"));
        await File.WriteAllTextAsync(Path.Combine(bundle.Root, "file"), "");
        bundle.AddMount(source, destination, "bind", "rbind", "ro");
        (await bundle.Run("run", "one")).Refuses($"error mounting \"{source}\" to rootfs at \"{destination}\": mount src={source}, dst={destination}, dstFd=/proc/thread-self/fd/14, flags=MS_RDONLY|MS_BIND|MS_REC: not a directory");
    }

    /// <summary>Else what somebody mounts below the root on the host later would appear in the container.</summary>
    [Fact]
    public async Task A_root_that_is_a_shared_mount_of_the_hosts_is_private_in_the_container()
    {
        await using var bundle = await Bundle.Make("sh", "-c", "grep -E '^[^ ]+ [^ ]+ [^ ]+ [^ ]+ / ' /proc/self/mountinfo | grep -oE '(master|shared):' | uniq");
        bundle.Before = ["/usr/bin/unshare", "--mount", "--propagation", "shared", "/bin/sh", "-ec", $"mount --bind {bundle.Root} {bundle.Root}; mount --make-shared {bundle.Root}; exec \"$@\"", "sh"];
        (await bundle.Run("run", "one")).Prints("");
    }

    [Fact]
    public async Task A_tmpfs_takes_over_what_it_covers_and_its_mode()
    {
        await using var bundle = await Bundle.Make("sh", "-c", "stat -c %a /data /data/sub /data/file; cat /data/file; readlink /data/link; grep -c ' /data tmpfs' /proc/mounts");
        var data = Path.Combine(bundle.Root, "data");
        Directory.CreateDirectory(Path.Combine(data, "sub"));
        await File.WriteAllTextAsync(Path.Combine(data, "file"), "kept\n");
        File.CreateSymbolicLink(Path.Combine(data, "link"), "file");
        Host.Run("/bin/chmod", "710", data);
        Host.Run("/bin/chmod", "777", Path.Combine(data, "sub"));
        Host.Run("/bin/chmod", "640", Path.Combine(data, "file"));
        bundle.AddMount("tmpfs", "/data", "tmpfs", "tmpcopyup");
        (await bundle.Run("run", "one")).Prints("710\n777\n640\nkept\nfile\n1\n");
    }

    [Fact]
    public async Task Masked_directories_are_empty_and_masked_files_are_the_null_device()
    {
        await using var bundle = await Bundle.Make("sh", "-c", "ls /hidden /hidden2; cat /file; stat -c %d /hidden > /a; stat -c %d /hidden2 > /b; cmp /a /b && echo one");
        foreach (var directory in new[] { "hidden", "hidden2" })
            Directory.CreateDirectory(Path.Combine(bundle.Root, directory, "content"));
        await File.WriteAllTextAsync(Path.Combine(bundle.Root, "file"), "secret\n");
        foreach (var path in new[] { "/hidden", "/hidden2", "/file" })
            bundle.Linux["maskedPaths"]!.AsArray().Add(path);
        (await bundle.Run("run", "one")).Prints("/hidden:\n\n/hidden2:\none\n");
    }

    [Fact]
    public async Task Devices_settings_and_names_are_the_documents()
    {
        await using var bundle = await Bundle.Make("sh", "-c", "stat -c '%t:%T %a %u' /dev/thing; hostname; cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/domainname; umask");
        bundle.Linux["devices"] = new JsonArray(new JsonObject { ["path"] = "/dev/thing", ["type"] = "c", ["major"] = 1, ["minor"] = 3, ["fileMode"] = 384, ["uid"] = 7 });
        bundle.Linux["sysctl"] = new JsonObject { ["net.ipv4.ip_forward"] = "1" };
        bundle.Spec["hostname"] = "box";
        bundle.Spec["domainname"] = "example";
        bundle.Process["user"]!["umask"] = 63;
        (await bundle.Run("run", "one")).Prints("1:3 600 7\nbox\n1\nexample\n0077\n");
    }
}
