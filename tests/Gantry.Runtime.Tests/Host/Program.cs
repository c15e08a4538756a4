using Gantry.Runtime.Shim;

// The shim alone, published natively: the tests need the process that clones to be the one that ships, without the rest of gantry.
return args is ["shim", ..] ? ShimMain.Run(args[1..]) : 64;
