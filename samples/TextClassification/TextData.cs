using System.Globalization;
using Datasets;
using Microsoft.ML;
using Microsoft.ML.Data;
using SampleConsole;

namespace TextClassification;

/// <summary>The rows that the sample works on, each part for one purpose.</summary>
/// <param name="Title">What the task is.</param>
/// <param name="AllTraining">All rows that may be learned from.</param>
/// <param name="Train">Those of them that the network is trained on.</param>
/// <param name="Validation">The rest of them: they choose the epoch and the depth.</param>
/// <param name="Test">Rows that nothing is chosen by.</param>
internal sealed record TextData(string Title, IDataView AllTraining, IDataView Train, IDataView Validation, IDataView Test)
{
    private const double ValidationShare = 0.05;
    private const double TestShare = 0.2;
    private const int FewestRows = 200;

    public static TextData Load(MLContext ml, SampleOptions options, Action<string> say)
        => options.TrainPath is null ? WordNetGlosses(ml, options, say) : OwnFiles(ml, options, options.TrainPath);

    private static TextData WordNetGlosses(MLContext ml, SampleOptions options, Action<string> say)
    {
        TextSplit glosses = WordNet.NounGlosses(options.DataFolder, say);
        string title = string.Create(CultureInfo.InvariantCulture,
            $"WordNet: which of {glosses.Classes.Count} kinds of thing does a definition define? {glosses.Train.Count:N0} training and {glosses.Test.Count:N0} test rows");
        return Divide(ml, title, ml.Data.LoadFromEnumerable(glosses.Train), ml.Data.LoadFromEnumerable(glosses.Test), options.Seed);
    }

    private static TextData OwnFiles(MLContext ml, SampleOptions options, string trainPath)
    {
        string title = Path.GetFileName(trainPath);
        IDataView rows = TsvFile.Load(ml, trainPath, options);
        long count = rows.GetColumn<string>(nameof(TextRow.Label)).LongCount();
        if (count < FewestRows)
            throw new UsageException($"{trainPath} has {count} rows; parts for training, validation and testing take at least {FewestRows}.");
        if (options.TestPath is not null)
            return Divide(ml, title, rows, TsvFile.Load(ml, options.TestPath, options), options.Seed);
        DataOperationsCatalog.TrainTestData parts = ml.Data.TrainTestSplit(rows, TestShare, seed: options.Seed);
        return Divide(ml, title, parts.TrainSet, parts.TestSet, options.Seed);
    }

    private static TextData Divide(MLContext ml, string title, IDataView training, IDataView test, int seed)
    {
        DataOperationsCatalog.TrainTestData parts = ml.Data.TrainTestSplit(training, ValidationShare, seed: seed);
        return new TextData(title, training, parts.TrainSet, parts.TestSet, test);
    }
}
