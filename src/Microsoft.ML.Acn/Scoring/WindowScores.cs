using Microsoft.ML.Acn.Inputs;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>What a network gives of the rows of a window, computed in batches of like length: several at once where torch may use several threads of a CPU.</summary>
internal sealed class WindowScores(RowEngine engine)
{
    // Made and not yet computed, for each thread: enough for what the caller does meanwhile.
    private const int BatchesAhead = 8;

    private readonly LengthBatches _batches = new();
    private float[] _numbers = [];
    private int[] _depths = [];

    /// <summary>What was computed of a row.</summary>
    public RowScore this[int row] => new(_numbers.AsSpan(row * engine.Numbers, engine.Numbers), _depths[row]);

    /// <summary>Computes the rows of a store. All has ended when this returns or throws.</summary>
    /// <param name="store">The rows.</param>
    /// <param name="meanwhile">
    /// What the caller can do while other threads compute, until the task that it gets has ended; it may change the store. Not called where no other threads do.
    /// </param>
    public void Compute(RowStore store, Action<Task> meanwhile)
    {
        Reserve(store.Count);
        ReadOnlyMemory<int>[] parts = [.. _batches.Of(store)];
        int threads = Math.Min(engine.Device.type == TorchSharp.DeviceType.CPU ? get_num_threads() : 1, parts.Length);
        if (threads > 1)
        {
            ComputeAtOnce(store, parts, threads, meanwhile);
            return;
        }
        foreach (ReadOnlyMemory<int> part in parts)
            Compute(Collate(store, part), part);
    }

    private void ComputeAtOnce(RowStore store, ReadOnlyMemory<int>[] parts, int threads, Action<Task> meanwhile)
    {
        var factory = new TaskFactory(ScoringThreads.Of(threads));
        using var room = new SemaphoreSlim(threads * BatchesAhead);
        var tasks = new List<Task>(parts.Length);
        Task? all = null;
        try
        {
            // The longest rows first, so that no thread begins with a large batch when the others are at their end.
            foreach (ReadOnlyMemory<int> part in parts.Reverse())
            {
                room.Wait();
                InputBatch batch = Collate(store, part);
                tasks.Add(factory.StartNew(() =>
                {
                    try
                    {
                        Compute(batch, part);
                    }
                    finally
                    {
                        room.Release();
                    }
                }));
            }
            all = Task.WhenAll(tasks);
            meanwhile(all);
        }
        finally
        {
            // Behind an error of the caller's nobody asks for those of batches.
            all ??= Task.WhenAll(tasks);
            all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }
        all.GetAwaiter().GetResult();
    }

    private InputBatch Collate(RowStore store, ReadOnlyMemory<int> rows) => engine.Encoder.Collate(store, rows.Span, noise: null);

    private void Compute(InputBatch inputs, ReadOnlyMemory<int> part)
    {
        using InputBatch batch = inputs;
        ReadOnlySpan<int> rows = part.Span;
        int count = engine.Numbers;
        using BatchArray<float> numbers = BatchArray<float>.Of(checked(rows.Length * count));
        using BatchArray<int> depths = BatchArray<int>.Of(rows.Length);
        engine.Run(batch, numbers.Span, depths.Span);
        for (int i = 0; i < rows.Length; i++)
        {
            numbers.Span.Slice(i * count, count).CopyTo(_numbers.AsSpan(rows[i] * count));
            _depths[rows[i]] = depths[i];
        }
    }

    /// <summary>Room for rows. What no batch has, because it cannot be read, stays as it is then.</summary>
    private void Reserve(int rows)
    {
        int numbers = checked(rows * engine.Numbers);
        if (_numbers.Length < numbers)
            _numbers = new float[numbers];
        if (_depths.Length < rows)
            _depths = new int[rows];
        _numbers.AsSpan(0, numbers).Fill(float.NaN);
        _depths.AsSpan(0, rows).Fill(RowScore.NoDepth);
    }
}
