using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>
/// Everything that is asked of a trainer and its transformer whatever they read. Each family runs all of it in a class of its own; what means
/// something to one family only is tested beside that class.
/// </summary>
/// <remarks>The parts: columns, scoring, cursors, engines, persistence, depth, training, labels, bad data, progress.</remarks>
public abstract partial class TransformerContract<TFamily>(TFamily family) : IClassFixture<TFamily>
    where TFamily : TestFamily
{
    private readonly MLContext _context = new(seed: 1);

    protected TFamily Family { get; } = family;

    private AcnTransformer Model => Family.Model;

    /// <summary>For models of which it does not matter what they have learned.</summary>
    private static void Short(AcnOptions options) => options.Epochs = 2;

    private static float[][] Scores(IDataView scored) => TinyModel.Scores(scored);

    private static void AssertClose(IEnumerable<float[]> expected, IEnumerable<float[]> actual)
    {
        float[][] rows = [.. expected], others = [.. actual];
        Assert.Equal(rows.Length, others.Length);
        Assert.All(rows.Zip(others), pair => Assert.All(pair.First.Zip(pair.Second), both => Assert.Equal(both.First, both.Second, 1e-5f)));
    }

    private List<string> RecordWarnings()
    {
        var warnings = new List<string>();
        _context.Log += (_, entry) =>
        {
            if (entry.Kind == Runtime.ChannelMessageKind.Warning)
                warnings.Add(entry.RawMessage);
        };
        return warnings;
    }
}
