using System.Globalization;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>
/// The version of the model file. A higher minor version may only add what an older reader can leave aside without predicting anything else;
/// all other changes raise the major version, and an older reader refuses the file.
/// </summary>
internal readonly record struct SchemaVersion(int Major, int Minor)
{
    /// <summary>The highest that this version of the library writes, and reads.</summary>
    public static SchemaVersion Current { get; } = new(3, 1);

    /// <summary>The first that says when rows leave early: read without it, a model would predict something else.</summary>
    public static SchemaVersion WithEarlyExit { get; } = new(2, 0);

    /// <summary>The first in which networks can be a DenseFormer: a library of before would call the file damaged.</summary>
    public static SchemaVersion WithDenseFormer { get; } = new(2, 0);

    /// <summary>The first in which a model can be a source of features: a library of before would take it for a classifier.</summary>
    public static SchemaVersion WithFeatures { get; } = new(2, 0);

    /// <summary>The first in which classes can be words of the vocabulary: a library of before would call the file damaged.</summary>
    public static SchemaVersion WithPretraining { get; } = new(3, 0);

    /// <summary>The first minor versions with what is kept for later training: a library of before predicts the same without it, and can read the file.</summary>
    public static SchemaVersion WithContinual { get; } = new(1, 1);

    /// <summary>The first that has pruned networks: a library of before would miss the layers' sizes and the tensors' bitmaps.</summary>
    public static SchemaVersion WithPruning { get; } = new(3, 0);

    /// <summary>The lowest that says all of a model, so that libraries of before can read what they understand.</summary>
    public static SchemaVersion Lowest(AcnModel model)
    {
        SchemaVersion lowest = LowestThatPredicts(model);
        return model.Continual is null ? lowest : lowest with { Minor = WithContinual.Minor };
    }

    private static SchemaVersion LowestThatPredicts(AcnModel model)
    {
        if (model.Network.Config.IsPruned)
            return WithPruning;
        if (model.Pretraining is not null)
            return WithPretraining;
        if (model.EarlyExit is not null)
            return WithEarlyExit;
        if (model.Columns.Features is not null)
            return WithFeatures;
        return model.Network.Config.Connectivity == AcnConnectivity.DenseFormer ? WithDenseFormer : new SchemaVersion(1, 0);
    }

    /// <summary>Whether unknown properties are additions of a newer library, and no errors.</summary>
    public bool MayHaveUnknownProperties => Minor > Current.Minor;

    /// <exception cref="FormatException">It is no version, or one that this library cannot read.</exception>
    public static SchemaVersion Parse(string text)
    {
        string[] numbers = text.Split('.');
        if (numbers.Length != 2 || !TryParse(numbers[0], out int major) || !TryParse(numbers[1], out int minor) || major == 0)
            throw new FormatException($"\"{text}\" is no schema version");
        if (major > Current.Major)
            throw new FormatException($"it has the schema version {text}, which is newer than this version of the library can read ({Current}): update the package Microsoft.ML.Acn");
        return new SchemaVersion(major, minor);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    private static bool TryParse(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
