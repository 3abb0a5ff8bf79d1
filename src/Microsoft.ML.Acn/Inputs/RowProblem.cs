namespace Microsoft.ML.Acn.Inputs;

/// <summary>Why a row could not be encoded.</summary>
/// <param name="Position">The row's position in the data, from 0.</param>
/// <param name="Reason">What is wrong with it, as the rest of a sentence after "row 17: ".</param>
internal sealed record RowProblem(long Position, string Reason)
{
    /// <summary>"row 17: reason", counted from 1.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"row {Position + 1:N0}: {Reason}");
}
