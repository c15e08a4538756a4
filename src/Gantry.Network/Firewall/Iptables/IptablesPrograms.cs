using System.ComponentModel;
using System.Diagnostics;

using Gantry.Oci.Errors;

namespace Gantry.Network.Firewall.Iptables;

/// <summary>The programs that read and write a family's tables. They act on the network namespace of the calling thread.</summary>
internal sealed class IptablesPrograms
{
    // What the host prefers comes first. A kernel without x_tables still has nftables behind the second.
    private static readonly string[] Variants = ["", "-nft", "-legacy"];

    private readonly string _name;

    private IptablesPrograms(string name) => _name = name;

    /// <summary>Finds the family's programs that work on this host.</summary>
    /// <exception cref="GantryException">There are none, or the kernel refuses them; with the reason and what would help.</exception>
    public static IptablesPrograms Find(IptablesFamily family)
    {
        var reasons = new List<string>();
        foreach (var variant in Variants)
        {
            var programs = new IptablesPrograms(family.Prefix + variant);
            try
            {
                // Naming the tables has the kernel load them.
                programs.Restore(string.Concat(IptablesScript.Tables.Select(table => $"*{table.Table}\nCOMMIT\n")));
                return programs;
            }
            catch (GantryException e)
            {
                reasons.Add(e.Message);
            }
        }

        throw new GantryException(
            ErrorKind.Unavailable, $"the firewall backend iptables cannot be used here (Debian package iptables; x_tables or nf_tables in the kernel): {string.Join("; ", reasons.Distinct())}");
    }

    /// <summary>What is in the tables now.</summary>
    public FoundChains Save() => new(Run(_name + "-save", [], ""));

    /// <summary>Changes tables; each as a whole or not at all. Waits for whoever else is at it.</summary>
    /// <param name="script">The changes.</param>
    public void Restore(string script) => Run(_name + "-restore", ["--noflush", "--wait"], script);

    private static string Run(string program, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            // Read beside the writing: neither side is to wait for the other.
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            process.WaitForExit();
            Task.WaitAll(errors, output);
            return process.ExitCode == 0 ? output.Result : throw new GantryException(ErrorKind.Internal, $"{program}: {Reason(errors.Result)}");
        }
        catch (Win32Exception e)
        {
            throw new GantryException(ErrorKind.Unavailable, $"{program}: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new GantryException(ErrorKind.Internal, $"{program}: it ended before it had read everything", e);
        }
    }

    private static string Reason(string errors) =>
        errors.Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(line => line.Length > 0 && !line.StartsWith('#')) ?? "it failed and does not say why";
}
