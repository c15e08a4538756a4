using Gantry.Cli;
using Gantry.Cli.Daemon;
using Gantry.Cli.Runtime;
using Gantry.Runtime.Foreign;
using Gantry.Runtime.Shim;
using Gantry.Runtime.Shim.Logs;

// The shim comes first and touches nothing else: its start is on the hot path of every container.
return args is ["shim", ..]
    ? ShimMain.Run(args[1..])
    : RuntimeMain.Claims(args)
        ? RuntimeMain.Run(args)
    : args is ["relay"]
        ? RelayMain.Run()
    : args is ["compress-log", var log]
        ? LogCompression.Run(log)
    : args is ["daemon", ..]
        ? await DaemonMain.RunAsync(args[1..])
        : await ClientMain.RunAsync(args);
