using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Run;

/// <summary>Devices by the names their vendors give them.</summary>
public sealed class DeviceTests : IDisposable
{
    private readonly Host host = Host.Create();

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task A_vendors_device_comes_with_all_its_file_says()
    {
        var folder = Directory.CreateTempSubdirectory("gantry-e2e-cdi-").FullName;
        try
        {
            await File.WriteAllTextAsync(folder + "/gadget.yaml", """
                cdiVersion: "0.7.0"
                kind: "vendor.com/gadget"
                devices:
                  - name: one
                    containerEdits:
                      env: [GADGET=one]
                      deviceNodes:
                        - {path: /dev/gadget, hostPath: /dev/zero, permissions: r}
                containerEdits:
                  mounts:
                    - {hostPath: /etc/passwd, containerPath: /gadget, options: [ro, bind]}
                """);
            await using var engine = new Engine(host, "--cdi-spec-dir", folder);
            await engine.Start();
            await engine.ImportBusybox();
            (await engine.Docker(["run", "--rm", "--device", "vendor.com/gadget=one", "busybox", "sh", "-c", "echo $GADGET; head -c 2 /dev/gadget | od -An -tx1; grep -c ^root: /gadget; touch /gadget"]))
                .Is(1, "one\n 00 00\n1\n", "touch: /gadget: Read-only file system\n");
            (await engine.Docker("info -f '{{json .CDISpecDirs}}'")).Prints($"[\"{folder}\"]\n");
            (await engine.Docker("run --rm --device vendor.com/gadget=two --device vendor.com/gadget=one busybox true"))
                .Fails(125, "docker: Error response from daemon: CDI device injection failed: unresolvable CDI devices vendor.com/gadget=two");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_vendors_hooks_run_on_the_host_before_the_program()
    {
        var folder = Directory.CreateTempSubdirectory("gantry-e2e-cdi-").FullName;
        try
        {
            await File.WriteAllTextAsync(folder + "/gadget.json", $$$"""
                {"cdiVersion":"0.7.0","kind":"vendor.com/gadget","devices":[{"name":"one","containerEdits":{"hooks":[
                  {"hookName":"createRuntime","path":"/bin/sh","args":["sh","-c","cat > {{{folder}}}/state"]},
                  {"hookName":"createContainer","path":"/bin/sh","args":["sh","-c","echo $WORD > tmp/made"],"env":["WORD=hook"]}]}}]}
                """);
            await using var engine = new Engine(host, "--cdi-spec-dir", folder);
            await engine.Start();
            await engine.ImportBusybox();
            (await engine.Docker("run --rm --device vendor.com/gadget=one busybox cat /tmp/made")).Prints("hook\n");
            Assert.Contains("\"ociVersion\"", await File.ReadAllTextAsync(folder + "/state"), StringComparison.Ordinal);
            (await engine.Docker("run -d --name one --device vendor.com/gadget=one busybox sleep 1000")).Ok();
            (await engine.Docker("exec one cat /tmp/made")).Prints("hook\n");
            (await engine.Docker("rm -f one")).Ok();
            Assert.False(Directory.Exists(Path.Combine(engine.ExecRoot, "runtimes")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
