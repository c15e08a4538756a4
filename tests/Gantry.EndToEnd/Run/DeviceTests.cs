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
}
