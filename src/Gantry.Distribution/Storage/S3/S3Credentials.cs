namespace Gantry.Distribution.Storage.S3;

/// <summary>Who asks an object store.</summary>
/// <param name="AccessKey">The name of the key.</param>
/// <param name="Secret">The key.</param>
/// <param name="Token">Says that the key is a temporary one; null: it is not.</param>
public sealed record S3Credentials(string AccessKey, string Secret, string? Token)
{
    /// <inheritdoc/>
    public override string ToString() => AccessKey;
}
