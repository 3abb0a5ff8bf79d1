namespace Microsoft.ML.Acn.Tests.Support;

/// <summary>Keeps all reports, in order, on the thread that makes them.</summary>
internal sealed class RecordingProgress(Action<AcnTrainingProgress>? then = null) : IProgress<AcnTrainingProgress>
{
    public List<AcnTrainingProgress> Reports { get; } = [];

    public IEnumerable<AcnTrainingProgress> EpochEnds => Reports.Where(report => report.IsEpochEnd);

    public void Report(AcnTrainingProgress value)
    {
        Reports.Add(value);
        then?.Invoke(value);
    }
}
