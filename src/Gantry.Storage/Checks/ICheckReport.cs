namespace Gantry.Storage.Checks;

/// <summary>Hears how a check goes.</summary>
public interface ICheckReport
{
    /// <summary>What is looked at now.</summary>
    /// <param name="subject">For example "layer sha256:…".</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="total">How many there are.</param>
    void At(string subject, int number, int total);

    /// <summary>Something is wrong.</summary>
    /// <param name="finding">What.</param>
    void Found(Finding finding);
}
