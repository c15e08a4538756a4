// What starts containers and stays with them, and nothing else: its start is on the hot path of every container.
return Gantry.Runtime.CommandLine.RuntimeProgram.Run(args);
