using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Linux.Seccomp;

/// <summary>Compares one argument; falls through when the comparison holds and jumps when it does not. A 64-bit argument is compared
/// by its two halves; the 32-bit architectures, x32 among them, have only the low one.</summary>
internal static class ArgumentCheck
{
    /// <summary>Most arguments a call has.</summary>
    private const uint Arguments = 6;

    public static void Emit(FilterWriter program, LinuxSeccompArg argument, bool wide, int otherwise)
    {
        if (argument.Index >= Arguments)
            throw new GantryException(ErrorKind.Invalid, $"seccomp: system calls have no argument {argument.Index}");
        var (high, low) = ((uint)(argument.Value >> 32), (uint)argument.Value);
        switch (argument.Op)
        {
            case "SCMP_CMP_EQ":
                if (LoadHigh())
                    program.JumpUnlessEqual(high, otherwise);
                LoadLow();
                program.JumpUnlessEqual(low, otherwise);
                break;
            case "SCMP_CMP_NE":
                var differs = program.Label();
                if (LoadHigh())
                    program.JumpUnlessEqual(high, differs);
                LoadLow();
                program.JumpIfEqual(low, otherwise);
                program.Mark(differs);
                break;
            case "SCMP_CMP_MASKED_EQ":
                if (LoadHigh())
                {
                    program.And(high);
                    program.JumpUnlessEqual((uint)(argument.ValueTwo >> 32), otherwise);
                }

                LoadLow();
                program.And(low);
                program.JumpUnlessEqual((uint)argument.ValueTwo, otherwise);
                break;
            case "SCMP_CMP_GT":
                Order(strict: true, greater: true);
                break;
            case "SCMP_CMP_GE":
                Order(strict: false, greater: true);
                break;
            case "SCMP_CMP_LT":
                Order(strict: true, greater: false);
                break;
            case "SCMP_CMP_LE":
                Order(strict: false, greater: false);
                break;
            default:
                throw new GantryException(ErrorKind.Invalid, $"string {argument.Op} is not a valid operator for seccomp");
        }

        bool LoadHigh()
        {
            if (wide)
                program.Load(FilterWriter.ArgumentOffset(argument.Index) + 4);
            return wide;
        }

        void LoadLow() => program.Load(FilterWriter.ArgumentOffset(argument.Index));

        void Order(bool strict, bool greater)
        {
            // The high halves decide unless they are equal; greater and less differ in which outcome holds.
            var holds = program.Label();
            if (LoadHigh())
            {
                program.JumpIfGreater(high, greater ? holds : otherwise);
                program.JumpUnlessEqual(high, greater ? otherwise : holds);
            }

            LoadLow();
            if (greater && strict)
                program.JumpUnlessGreater(low, otherwise);
            else if (greater)
                program.JumpUnlessGreaterOrEqual(low, otherwise);
            else if (strict)
                program.JumpIfGreaterOrEqual(low, otherwise);
            else
                program.JumpIfGreater(low, otherwise);
            program.Mark(holds);
        }
    }
}
