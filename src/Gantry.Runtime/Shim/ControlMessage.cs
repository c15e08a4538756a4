using System.Runtime.InteropServices;

namespace Gantry.Runtime.Shim;

/// <summary>What shim and daemon tell each other, 16 bytes a message, over the control socket that the shim inherits or a connection made later.
/// <code>
/// shim → daemon   Started (pid, unix time in ns) · Failed (step, error number) · Exited (code, unix time in ns)
/// daemon → shim   Hello (0 control, otherwise the attach streams) · Resize (rows, columns)
/// </code></summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct ControlMessage
{
    public const int Size = 16;

    public ControlKind Kind;
    public int Number;
    public long Value;
}

internal enum ControlKind
{
    Started = 1,
    Failed = 2,
    Exited = 3,
    Hello = 4,
    Resize = 5,
}
