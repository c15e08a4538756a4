namespace Gantry.Oci.Text;

/// <summary>Truth values as Go's <c>strconv.ParseBool</c> reads them, and so every option of Docker's.</summary>
public static class GoBool
{
    /// <summary>The value; null when it is none.</summary>
    public static bool? Parse(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => null,
    };
}
