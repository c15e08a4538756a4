namespace Gantry.Build.Attestations;

/// <summary>What is asked of a bill of materials, as the option <c>attest:sbom</c> says it: <c>generator=IMAGE,NAME=VALUE,…</c>.</summary>
/// <param name="Generator">The image of the scanner.</param>
/// <param name="Parameters">What the scanner is told besides, by the second part of a variable's name.</param>
internal sealed record BillWish(string Generator, IReadOnlyDictionary<string, string> Parameters)
{
    private const string DefaultGenerator = "docker/buildkit-syft-scanner:stable-1";

    /// <summary>Reads it.</summary>
    /// <param name="text">Fields parted by commas.</param>
    /// <returns>Null: none is wanted.</returns>
    public static BillWish? Read(string? text)
    {
        if (text is null) return null;
        var fields = text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('=', 2)).ToDictionary(f => f[0], f => f.Length > 1 ? f[1] : "");
        if (fields.Remove("disabled", out var disabled) && disabled is "true" or "1" or "") return null;
        var generator = fields.Remove("generator", out var image) && image.Length > 0 ? image : DefaultGenerator;
        return new BillWish(generator, fields);
    }
}
