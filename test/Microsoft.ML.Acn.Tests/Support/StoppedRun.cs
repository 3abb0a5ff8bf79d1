using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Support;

/// <summary>Training that is stopped as a crash would: by an exception that nobody expects, before any step or within any validation.</summary>
internal static class StoppedRun
{
    /// <summary>Trains to the end, or until it has been asked so many times whether to go on.</summary>
    public static AcnModel Train(AcnOptions options, IDataView data, int stopAt = int.MaxValue, AcnModel? initial = null, List<string>? log = null)
    {
        InputFamily family = initial is null ? InputFamilies.Of(options) : WarmStart.FamilyOf(initial, options);
        LabelValues? classes = initial is null ? null : WarmStart.ClassesOf(initial, data.Schema[options.LabelColumnName]);
        var reader = new TrainingRowsReader
        {
            LabelColumnName = options.LabelColumnName,
            WeightColumnName = options.ExampleWeightColumnName,
            InputColumnNames = family.Columns.Select(column => column.Name),
            CreateStore = family.CreateStore,
            Bind = family.Bind,
            CheckAlive = static () => { },
        };
        return TrainingRun.Train(family, classes is null ? reader.Read(data) : reader.Read(data, classes), null, options, Context(stopAt, log), initial is null ? null : WarmStart.StartOf(initial, classes!, options));
    }

    /// <summary>Surroundings that stop a run.</summary>
    public static TrainingContext Context(int stopAt = int.MaxValue, List<string>? log = null)
    {
        int asked = 0;
        return new TrainingContext
        {
            Seed = 1,
            Device = CPU,
            CheckAlive = () =>
            {
                if (Interlocked.Increment(ref asked) == stopAt)
                    throw new CrashException();
            },
            Info = line => log?.Add(line),
            Warn = line => log?.Add(line),
        };
    }

    /// <summary>Trains, is stopped ever later, and trains on until the end. Returns the weights, and how often it was stopped.</summary>
    public static (Dictionary<string, float[]> Weights, int Stops) ToTheEnd(Func<int, AcnModel> train, int first, int more)
    {
        for (int stops = 0; ; stops++)
        {
            AcnModel model;
            try
            {
                model = train(first + (stops * more));
            }
            catch (CrashException)
            {
                continue;
            }
            return (Weights(model), stops);
        }
    }

    /// <summary>The weights of a model, which is disposed of, and what it keeps for later training.</summary>
    public static Dictionary<string, float[]> Weights(AcnModel model)
    {
        Dictionary<string, float[]> weights = model.Network.Snapshot();
        if (model.Continual is WeightImportances importances)
        {
            foreach ((string name, float[] values) in importances.Values)
                weights.Add($"kept: {name}", values);
        }
        if (model.Continual is KeptRows kept)
        {
            weights.Add("kept: seen", [.. kept.Seen.Select(seen => (float)seen)]);
            weights.Add("kept: rows", [.. kept.Rows.SelectMany(row => row.Input.Select(part => (float)part).Append(row.Label))]);
        }
        model.Network.Dispose();
        return weights;
    }
}

/// <summary>Something went wrong in a way that no code expects.</summary>
public sealed class CrashException : Exception;
