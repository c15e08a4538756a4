using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Building;

/// <summary>A secret as typed: <c>id=token,src=file</c>, <c>id=token,env=VARIABLE</c>, or <c>id=token</c>, which is a variable or a file of that name.</summary>
internal static class SecretSpec
{
    private const int Limit = 500 << 10; // as BuildKit's

    /// <summary>Its id, and how it is read.</summary>
    /// <exception cref="CliException">It is malformed, or there is no such file.</exception>
    public static (string Id, Func<byte[]> Read) Parse(string text)
    {
        var fields = FieldSpec.Read(text);
        var (id, type, source, variable) = (fields.Take("id"), fields.Take("type"), fields.Take("source", "src"), fields.Take("env"));
        if (type is not ("" or "file" or "env"))
            throw new CliException($"ERROR: unsupported secret type \"{type}\"") { Verbatim = true };
        if (fields.Keys.FirstOrDefault() is { } unknown)
            throw new CliException($"ERROR: unexpected key '{unknown}' in '{text}'") { Verbatim = true };
        if (id.Length == 0)
            throw new CliException("secret missing ID");
        if (type == "env" && variable.Length == 0)
            (variable, source) = (source, "");
        if (variable.Length == 0 && source.Length == 0)
        {
            if (type != "file" && Environment.GetEnvironmentVariable(id) is not null)
                variable = id;
            else
                source = id;
        }

        if (variable.Length > 0)
            return (id, () => System.Text.Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable(variable) ?? ""));
        if (!File.Exists(source))
            throw new CliException($"failed to stat {source}: stat {source}: no such file or directory");
        if (new FileInfo(source).Length > Limit)
            throw new CliException($"secret {id} is too big, the maximum is {Limit} bytes");
        return (id, () => File.ReadAllBytes(source));
    }
}
