using Gantry.Cli;
using Gantry.Cli.Daemon;
using Gantry.Runtime.CommandLine;

return RuntimeProgram.Claims(args) ? RuntimeProgram.Run(args)
    : args is ["daemon", ..] ? await DaemonMain.RunAsync(args[1..])
    : await ClientMain.RunAsync(args);
