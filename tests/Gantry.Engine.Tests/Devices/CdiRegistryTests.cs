using Gantry.Engine.Devices;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Engine.Tests.Devices;

public sealed class CdiRegistryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gantry-cdi-").FullName;

    private const string Yaml = """
        cdiVersion: "0.7.0"
        kind: "vendor.com/gadget"
        devices:
          - name: one
            containerEdits:
              env: [GADGET=one]
              deviceNodes:
                - {path: /dev/gadget, hostPath: /dev/zero, permissions: r}
          - name: two
            containerEdits:
              deviceNodes:
                - path: /dev/none
        containerEdits:
          env: ["GADGETS=yes"]
          additionalGids: [4242]
          mounts:
            - hostPath: /etc/hostname
              containerPath: /gadget
              options: [ro, bind]
        """;

    private CdiRegistry Registry => new([folder + "/first", folder + "/second"]);

    [Fact]
    public void Devices_are_found_in_both_forms_and_edited_into_a_specification()
    {
        Write("first/a.yaml", Yaml);
        Write("first/b.json", """{"cdiVersion":"0.6.0","kind":"vendor.com/thing","devices":[{"name":"x","containerEdits":{"env":["THING=x"]}}]}""");
        Assert.Equal(["vendor.com/gadget=one", "vendor.com/gadget=two", "vendor.com/thing=x"], Registry.Names);
        var spec = CdiInjection.Apply(Spec, Registry.Edits(["vendor.com/gadget=one", "vendor.com/thing=x"]));
        Assert.Equal(["A=1", "GADGETS=yes", "GADGET=one", "THING=x"], spec.Process!.Env!);
        Assert.Equal([1, 4242], spec.Process.User.AdditionalGids!);
        Assert.Equal("/etc/hostname", Assert.Single(spec.Mounts!).Source);
        var device = Assert.Single(spec.Linux!.Devices!);
        Assert.Equal(("/dev/gadget", "c", 1, 5), (device.Path, device.Type, device.Major, device.Minor));
        Assert.Equal("r", Assert.Single(spec.Linux.Resources!.Devices!).Access);
    }

    [Fact]
    public void What_two_files_of_a_directory_describe_is_nobodys_and_a_later_directory_wins()
    {
        const string Thing = """{"cdiVersion":"0.6.0","kind":"vendor.com/thing","devices":[{"name":"x","containerEdits":{"env":["FROM=N"]}}]}""";
        Write("first/a.json", Thing);
        Write("first/b.json", Thing);
        Assert.Empty(Registry.Names);
        Write("second/c.json", Thing.Replace("=N", "=second", StringComparison.Ordinal));
        Assert.Equal("FROM=second", Assert.Single(Registry.Edits(["vendor.com/thing=x"])).Env![0]);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"cdiVersion":"0.6.0","kind":"novendor","devices":[{"name":"x"}]}""")]
    [InlineData("""{"cdiVersion":"0.6.0","kind":"vendor.com/thing","devices":[{"name":"a b"}]}""")]
    [InlineData("""{"cdiVersion":"0.6.0","kind":"vendor.com/thing","devices":[{"name":"x","containerEdits":{"additionalGids":[1]}}]}""")]
    public void A_file_that_is_none_keeps_nobody_elses_devices_away(string text)
    {
        Write("first/a.yaml", Yaml);
        Write("first/bad.json", text);
        Write("first/worse.yaml", "a: &x [*x, *x]\n- : : ?");
        Assert.Equal(2, Registry.Names.Count);
    }

    [Fact]
    public void Every_missing_device_is_named() =>
        Assert.Equal("CDI device injection failed: unresolvable CDI devices v.com/c=a, v.com/c=b", Assert.Throws<GantryException>(() => Registry.Edits(["v.com/c=a", "v.com/c=b"])).Message);

    [Fact]
    public void A_device_file_that_is_not_on_the_host_is_named()
    {
        Write("first/a.yaml", Yaml);
        Assert.Equal(
            "CDI device injection failed: failed to inject devices: failed to stat CDI host device \"/dev/none\": no such file or directory",
            Assert.Throws<GantryException>(() => CdiInjection.Apply(Spec, Registry.Edits(["vendor.com/gadget=two"]))).Message);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static RuntimeSpec Spec => new()
    {
        Process = new Process { Env = ["A=1"], User = new User { AdditionalGids = [1] } },
        Linux = new LinuxConfig { Resources = new LinuxResources() },
    };

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
        File.WriteAllText(Path.Combine(folder, path), text);
    }
}
