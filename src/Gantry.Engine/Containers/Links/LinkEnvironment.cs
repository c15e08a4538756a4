namespace Gantry.Engine.Containers.Links;

/// <summary>
/// The variables by which a program finds a linked container (docs.docker.com, "Legacy container links"): its ports, its name, its own environment.
/// </summary>
internal static class LinkEnvironment
{
    /// <summary>Writes them in Docker's order.</summary>
    /// <param name="owner">Name of the container that has the link.</param>
    /// <param name="alias">What it calls the other.</param>
    /// <param name="address">The other's address.</param>
    /// <param name="target">What the other is.</param>
    public static IEnumerable<string> Of(string owner, string alias, string address, ContainerConfig target)
    {
        var prefix = alias.Replace('-', '_').ToUpperInvariant();
        List<(int Number, string Protocol)> ports = [.. target.ListenedPorts()
            .OrderBy(port => port.Protocol != "tcp").ThenBy(port => port.Protocol, StringComparer.Ordinal).ThenBy(port => port.Port)];
        if (ports.Count > 0)
            yield return $"{prefix}_PORT={ports[0].Protocol}://{address}:{ports[0].Number}";
        for (int i = 0, start = 0; i < ports.Count; i++)
        {
            var (number, protocol) = ports[i];
            var name = $"{prefix}_PORT_{number}_{protocol.ToUpperInvariant()}";
            yield return $"{name}={protocol}://{address}:{number}";
            yield return $"{name}_ADDR={address}";
            yield return $"{name}_PORT={number}";
            yield return $"{name}_PROTO={protocol}";
            // A range is named once the port behind it is known, which comes before it.
            if (i > start && !Follows(ports[i - 1], ports[i]))
            {
                foreach (var variable in Range(prefix, address, ports[start], ports[i - 1]))
                    yield return variable;
                start = i;
            }

            if (i == ports.Count - 1)
                foreach (var variable in Range(prefix, address, ports[start], ports[i]))
                    yield return variable;
        }

        yield return $"{prefix}_NAME=/{owner}/{alias}";
        foreach (var variable in target.Env ?? [])
            if (variable.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && variable[..at] is not ("HOME" or "PATH"))
                yield return $"{prefix}_ENV_{variable}";
    }

    private static IEnumerable<string> Range(string prefix, string address, (int Number, string Protocol) first, (int Number, string Protocol) last)
    {
        if (first == last)
            yield break;
        var name = $"{prefix}_PORT_{first.Number}_{first.Protocol.ToUpperInvariant()}";
        yield return $"{name}_START={first.Protocol}://{address}:{first.Number}";
        yield return $"{name}_PORT_START={first.Number}";
        yield return $"{name}_END={first.Protocol}://{address}:{last.Number}";
        yield return $"{name}_PORT_END={last.Number}";
    }

    private static bool Follows((int Number, string Protocol) one, (int Number, string Protocol) next) =>
        next.Protocol == one.Protocol && next.Number == one.Number + 1;
}
