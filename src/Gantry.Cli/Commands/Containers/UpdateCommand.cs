using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Containers;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry update</c>: change the limits of containers, and when they start again.</summary>
internal sealed class UpdateCommand : Verb
{
    private readonly Option<long> blkioWeight = Flag.Unsigned16("--blkio-weight", "Relative block I/O weight, 10 to 1000, 0 for none (default 0)");
    private readonly Option<long> cpuPeriod = Flag.Number("--cpu-period", "Length of a CPU quota period in microseconds");
    private readonly Option<long> cpuQuota = Flag.Number("--cpu-quota", "CPU time per period in microseconds");
    private readonly Option<long> cpuRtPeriod = Flag.Number("--cpu-rt-period", "Length of a real-time period in microseconds");
    private readonly Option<long> cpuRtRuntime = Flag.Number("--cpu-rt-runtime", "Real-time CPU time per period in microseconds");
    private readonly Option<long> cpuShares = Flag.Number("-c, --cpu-shares", "Relative CPU weight");
    private readonly Option<long> cpus = Flag.Cpus("--cpus", "Number of CPUs, for example 1.5");
    private readonly Option<string> cpusetCpus = Flag.Text("--cpuset-cpus", "CPUs to run on (0-3, 0,1)");
    private readonly Option<string> cpusetMems = Flag.Text("--cpuset-mems", "Memory nodes to use (0-3, 0,1)");
    private readonly Option<long> kernelMemory = Flag.Hidden(Flag.Bytes("--kernel-memory", "Kernel memory limit, which kernels no longer have"));
    private readonly Option<long> memory = Flag.Bytes("-m, --memory", "Most memory the container may use");
    private readonly Option<long> memoryReservation = Flag.Bytes("--memory-reservation", "Memory to leave to the container under pressure");
    private readonly Option<long> memorySwap = Flag.SwapBytes("--memory-swap", "Memory and swap together, -1 for unlimited swap");
    private readonly Option<long> pidsLimit = Flag.Number("--pids-limit", "Most processes, -1 for unlimited");
    private readonly Option<string> restart = Flag.Text("--restart", "When to start again: no, always, unless-stopped, on-failure[:times]");

    public UpdateCommand()
        : base("update", "[OPTIONS] CONTAINER [CONTAINER...]", "Change the limits of containers", Operands.AtLeast(1)) =>
        Accept(
            blkioWeight, cpuPeriod, cpuQuota, cpuRtPeriod, cpuRtRuntime, cpuShares, cpus, cpusetCpus, cpusetMems, kernelMemory, memory, memoryReservation, memorySwap,
            pidsLimit, restart);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        if (!Options.Any(call.Given))
            throw new CliException("you must provide one or more flags when using this command");
        var request = new UpdateContainer
        {
            BlkioWeight = call.Get(blkioWeight),
            CpuPeriod = call.Get(cpuPeriod),
            CpuQuota = call.Get(cpuQuota),
            CpuRealtimePeriod = call.Get(cpuRtPeriod),
            CpuRealtimeRuntime = call.Get(cpuRtRuntime),
            CpuShares = call.Get(cpuShares),
            NanoCpus = call.Get(cpus),
            CpusetCpus = call.Get(cpusetCpus),
            CpusetMems = call.Get(cpusetMems),
            Memory = call.Get(memory),
            MemoryReservation = call.Get(memoryReservation),
            MemorySwap = call.Get(memorySwap),
            PidsLimit = call.Get(pidsLimit) is not 0 and var limit ? limit : null,
            RestartPolicy = call.Get(restart) is { Length: > 0 } policy ? RestartSpec.Parse(policy) : new RestartSettings("", 0),
        };
        var warnings = new List<string>();
        var code = await EachOperand.PrintNamesAsync(call, async name =>
        {
            var updated = await call.Engine.PostAsync(
                $"/containers/{Query.Escape(name)}/update", request, ClientJson.Default.UpdateContainer, ClientJson.Default.UpdatedContainer, cancellation);
            warnings.AddRange(updated.Warnings ?? []);
        });
        if (warnings.Count > 0)
            await call.Out.WriteLineAsync(string.Join('\n', warnings));
        return code;
    }
}
