using System.Globalization;
using Datasets;
using Microsoft.ML;
using Microsoft.ML.Acn;
using SampleConsole;
using Spectre.Console;

namespace ContinualLearning;

/// <summary>The story: some classes are learned and the model is saved; months later, others are learned from the saved file and their own rows alone.</summary>
internal static class Sample
{
    // Of five trainings, so that slow machines are done in four minutes, too.
    private static readonly TimeSpan _timeLimit = TimeSpan.FromSeconds(40);

    public static void Run(SampleOptions options)
    {
        string path = ModelPath.Prepare(options.SavePath, "continual.zip");
        (Month first, Month second) = Month.Load(options, AnsiConsole.WriteLine);
        AnsiConsole.WriteLine($"First month: {string.Join(", ", first.Classes)}; {first.Train.Count:N0} rows");
        AnsiConsole.WriteLine($"Second month: {string.Join(", ", second.Classes)}; {second.Train.Count:N0} rows, and none of the first month's");

        Table table = new Table().Border(TableBorder.Rounded).AddColumn("[bold]test rows[/]");
        foreach (string column in new[] { "the first nine,\namong the nine", "the first nine,\namong all 15", "the six new,\namong all 15", "file" })
            table.AddColumn(new TableColumn(column).RightAligned());

        // What is collected does not change the first month's weights: a model without protection would be the same.
        Learn("synaptic intelligence", AcnContinual.SynapticIntelligence(), isShown: true);
        Learn("replay of 50 rows a class", AcnContinual.Replay(50), isShown: false);
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("Synaptic intelligence keeps no rows, and so never compares a new class with an old one; replay does, with rows that are in the model's file.");

        void Learn(string name, AcnContinual continual, bool isShown)
        {
            using (AcnTransformer network = Train(first, continual, null, options))
            {
                var ml = new MLContext(options.Seed);
                ml.Model.SaveAtomically(network, ml.Data.LoadFromEnumerable(first.Test).Schema, path);
                if (isShown)
                    AddRow("after the first month", network);
            }
            // Months later, in another process: the file is all there is.
            using var loaded = (AcnTransformer)new MLContext(options.Seed).Model.Load(path, out _);
            if (isShown)
            {
                using AcnTransformer plain = Train(second, null, loaded, options);
                AddRow("after the second, without protection", plain);
            }
            using AcnTransformer next = Train(second, continual, loaded, options);
            AddRow($"after the second, {name}", next);
        }

        void AddRow(string name, AcnTransformer network)
        {
            var ml = new MLContext(options.Seed);
            bool knowsAll = network.GetOutputSchema(ml.Data.LoadFromEnumerable(first.Test).Schema)["Score"].Type is Microsoft.ML.Data.VectorDataViewType { Size: 15 };
            table.AddRow(
                name,
                Percent(ContinualPipeline.Accuracy(ml, network, first.Test, first.Classes)),
                knowsAll ? Percent(ContinualPipeline.Accuracy(ml, network, first.Test)) : string.Empty,
                knowsAll ? Percent(ContinualPipeline.Accuracy(ml, network, second.Test)) : string.Empty,
                knowsAll ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(path).Length / 1e6:F1} MB"));
        }
    }

    private static AcnTransformer Train(Month month, AcnContinual? continual, AcnTransformer? initial, SampleOptions options)
    {
        AnsiConsole.WriteLine($"Learning {month.Classes.Count} classes{(initial is null ? string.Empty : " on top of the saved model")}, {continual?.ToString() ?? "without protection"}");
        return TrainingDisplay.Run(progress => ContinualPipeline.Train(new MLContext(options.Seed), month.Train, OptionsFor(continual, options, progress), initial));
    }

    private static AcnTextOptions OptionsFor(AcnContinual? continual, SampleOptions options, IProgress<AcnTrainingProgress> progress) => new()
    {
        FeatureColumnName = nameof(LabelledText.Text),
        Continual = continual,
        Epochs = options.Epochs,
        MaxTrainingTime = _timeLimit,
        Seed = options.Seed,
        Progress = progress,
    };

    private static string Percent(double share) => share.ToString("P1", CultureInfo.InvariantCulture);
}
