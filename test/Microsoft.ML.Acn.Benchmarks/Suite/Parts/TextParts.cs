using BenchmarkDotNet.Attributes;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Parts;

/// <summary>From a text to a batch. All figures are per row of <see cref="Words"/> words.</summary>
public class TextParts
{
    private const int Rows = 1_024;
    private const int Words = 20;
    private const int BatchSize = 64;

    private readonly string[] _texts = [.. new SyntheticRows(Rows, Words, seed: 1).Read().Select(row => row.Text)];
    private readonly string[] _words = [.. new SyntheticRows(Rows, Words, seed: 1).Read().SelectMany(row => row.Text.Split(' '))];
    private readonly char[] _buffer = new char[TextSplitter.MaxWordLength + 4];
    private readonly TextRowStore _store = new(), _filled = new();
    private readonly TextFeatureRules _rules = new(IgnoreCase: true, MaxTokens: 64);
    private readonly int[][] _batches = [.. Enumerable.Range(0, Rows).Chunk(BatchSize)];
    private readonly IntList _rows = new();
    private readonly TextNoise _noise = new(new Random(1), 0);
    private InputEncoder _encoder = null!;

    [GlobalSetup]
    public void Prepare()
    {
        foreach (string text in _texts)
            _filled.Append(text, default, isPair: false, _rules);
        _encoder = new TextFamily(new AcnTextOptions { MinWordCount = 1 }).BuildEncoder(_filled, Enumerable.Range(0, Rows).ToArray());
    }

    [Benchmark(Description = "split into words", OperationsPerInvoke = Rows)]
    public int Split()
    {
        int length = 0;
        foreach (string text in _texts)
        {
            var splitter = new TextSplitter(text, ignoreCase: true, _buffer);
            while (splitter.MoveNext(out ReadOnlySpan<char> word))
                length += word.Length;
        }
        return length;
    }

    [Benchmark(Description = "hash each word", OperationsPerInvoke = Rows)]
    public uint Hash()
    {
        uint hashes = 0;
        foreach (string word in _words)
            hashes ^= TextHash.Of(word);
        return hashes;
    }

    [Benchmark(Description = "hash the n-grams of each word", OperationsPerInvoke = Rows)]
    public int HashNGrams()
    {
        _rows.Clear();
        foreach (string word in _words)
            ((TextEncoder)_encoder).Vocabulary.AppendRows(word, _rows);
        return _rows.Count;
    }

    [Benchmark(Description = "append to a store that knows the words", OperationsPerInvoke = Rows)]
    public int Append()
    {
        _store.Clear();
        foreach (string text in _texts)
            _store.Append(text, default, isPair: false, _rules);
        return _store.TokenCount;
    }

    [Benchmark(Description = "build batches of 64 for scoring", OperationsPerInvoke = Rows)]
    public int ScoringBatches() => Batches(noise: null);

    [Benchmark(Description = "build batches of 64 for training", OperationsPerInvoke = Rows)]
    public int TrainingBatches() => Batches(_noise);

    private int Batches(TrainingNoise? noise)
    {
        int sets = 0;
        foreach (int[] rows in _batches)
        {
            using InputBatch batch = _encoder.Collate(_filled, rows, noise);
            sets += batch.Bags!.Count;
        }
        return sets;
    }
}
