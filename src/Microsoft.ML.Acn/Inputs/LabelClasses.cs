using System.Globalization;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Inputs;

/// <summary>The classes of a label column.</summary>
internal static class LabelClasses
{
    // A head of a million classes at width 128 has half a gigabyte of weights: keys of that count are hashes or identifiers, not classes.
    private const ulong MaxClasses = 1_000_000;

    /// <summary>All keys of the column's type are classes, so that the same pipeline gives the same classes whatever rows it is fitted on.</summary>
    /// <exception cref="ArgumentException">There are not enough classes, or too many.</exception>
    public static LabelValues Of(DataViewSchema.Column label, bool atLeastTwo = true)
    {
        var key = (KeyDataViewType)label.Type;
        if (atLeastTwo && key.Count < 2)
        {
            // The words of ML.NET's image classification trainer.
            throw new ArgumentException(
                $"Only one class found in the {label.Name} column. To build a multiclass classification model, the number of classes needs to be 2 or greater");
        }
        if (key.Count > MaxClasses)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"The {label.Name} column has {key.Count:N0} keys, more than the {MaxClasses:N0} classes that a network can have."));
        }
        return LabelValues.FromColumn(label);
    }
}
