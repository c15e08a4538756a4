namespace Gantry.Distribution.Storage.S3;

/// <summary>An object as lists tell of it.</summary>
/// <param name="Key">Its key, without the prefix.</param>
/// <param name="Size">How many bytes it has.</param>
/// <param name="Tag">What the store knows this version by, without quotes; mostly the MD5 of its bytes.</param>
internal sealed record S3Object(string Key, long Size, string Tag);
