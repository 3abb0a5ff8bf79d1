using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn.Tests.Support;

/// <summary>A host that hands its progress channels to the test and leaves all else to an MLContext.</summary>
internal sealed class RecordingHost(MLContext context) : IHost
{
    private readonly IHostEnvironment _environment = context;

    public List<RecordingProgressChannel> Channels { get; } = [];

    public Random Rand { get; } = new(1);

    public ComponentCatalog ComponentCatalog => context.ComponentCatalog;

    public string ContextDescription => "test";

    public IProgressChannel StartProgressChannel(string name)
    {
        var channel = new RecordingProgressChannel();
        Channels.Add(channel);
        return channel;
    }

    public IHost Register(string name, int? seed = null, bool? verbose = null) => this;

    public IChannel Start(string name) => _environment.Start(name);

    public IPipe<TMessage> StartPipe<TMessage>(string name) => _environment.StartPipe<TMessage>(name);

    public TException Process<TException>(TException ex)
        where TException : Exception
        => ex;
}

/// <summary>Keeps checkpoints, and asks for the state as ML.NET does.</summary>
internal sealed class RecordingProgressChannel : IProgressChannel
{
    private Action<IProgressEntry>? _fill;

    public ProgressHeader? Header { get; private set; }

    public List<double?[]> Checkpoints { get; } = [];

    public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction) => (Header, _fill) = (header, fillAction);

    public void Checkpoint(params double?[] values) => Checkpoints.Add(values);

    public IProgressChannel StartProgressChannel(string name) => this;

    public List<string> Ask()
    {
        var entry = new Entry();
        _fill!(entry);
        return entry.Lines;
    }

    public void Dispose()
    {
    }

    private sealed class Entry : IProgressEntry
    {
        public List<string> Lines { get; } = [];

        public void SetProgress(int index, double value) => Add($"{index}: {value}");

        public void SetProgress(int index, double value, double lim) => Add($"{index}: {value} of {lim}");

        public void SetMetric(int index, double value) => Add($"{index}: {value}");

        private void Add(FormattableString line) => Lines.Add(line.ToString(CultureInfo.InvariantCulture));
    }
}
