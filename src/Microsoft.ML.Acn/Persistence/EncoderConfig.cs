using System.Text.Json.Serialization;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Inputs.Vectors;
using Microsoft.ML.Acn.Networks;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>An input encoder as it is saved: one record for each family.</summary>
[JsonDerivedType(typeof(TextEncoderConfig), "text")]
[JsonDerivedType(typeof(ImageEncoderConfig), "image")]
[JsonDerivedType(typeof(VectorEncoderConfig), "vector")]
internal abstract record EncoderConfig
{
    public static EncoderConfig Of(InputEncoder encoder) => encoder switch
    {
        TextEncoder text => new TextEncoderConfig
        {
            Columns = [.. text.ColumnNames],
            Features = text.Vocabulary.Config,
            Words = text.Vocabulary.Words,
        },
        ImageEncoder images => ImageEncoderConfig.Of(images),
        VectorEncoder vectors => VectorEncoderConfig.Of(vectors),
        _ => throw new NotSupportedException($"There is no file format for {encoder.GetType().Name}."),
    };

    /// <summary>Checks every value, and that the network's embedding is the one for this encoder.</summary>
    /// <exception cref="FormatException">A value is out of range or does not fit.</exception>
    public abstract void Check(EmbeddingConfig embedding);

    /// <summary>The encoder that was saved, for a configuration that was checked.</summary>
    public abstract InputEncoder Build();
}

/// <summary>The saved form of <see cref="TextEncoder"/>.</summary>
internal sealed record TextEncoderConfig : EncoderConfig
{
    private const int MaxWords = 10_000_000;
    private const int MaxBuckets = 1 << 24;
    private const int MaxWordLength = 1_024;

    /// <summary>The one or two text columns.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    public required TextFeatureConfig Features { get; init; }

    /// <summary>The vocabulary in the order of its rows in the embedding table.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    public override void Check(EmbeddingConfig embedding)
    {
        ConfigCheck.Range(Columns.Count, 1, 2, "the number of encoder.columns");
        foreach (string column in Columns)
            ConfigCheck.Name(column, "encoder.columns");
        ConfigCheck.Range(Features.MaxTokens, 1, 65_536, "encoder.features.maxTokens");
        ConfigCheck.Range(Features.MinSubword, 1, 10, "encoder.features.minSubword");
        ConfigCheck.Range(Features.MaxSubword, Features.MinSubword, 10, "encoder.features.maxSubword");
        ConfigCheck.Range(Features.SubwordBuckets, 0, MaxBuckets, "encoder.features.subwordBuckets");
        ConfigCheck.Range(Features.BigramBuckets, 0, MaxBuckets, "encoder.features.bigramBuckets");
        CheckWords();

        if (embedding is not TextEmbeddingConfig text)
            throw new FormatException($"the encoder reads text, but network.embedding is {embedding.GetType().Name}");
        ConfigCheck.Same(text.TableRows, Math.Max(Words.Count + Features.SubwordBuckets + Features.BigramBuckets, 1), "network.embedding.tableRows", "words and buckets of the encoder");
        ConfigCheck.Same(text.Positions, Features.MaxTokens, "network.embedding.positions", "encoder.features.maxTokens");
        ConfigCheck.Same(text.IsPair ? 2 : 1, Columns.Count, "the number of texts by network.embedding.isPair", "encoder.columns");
    }

    public override InputEncoder Build()
        => new TextEncoder(new TextVocabulary(Words, Features), Columns[0], Columns.Count == 2 ? Columns[1] : null);

    private void CheckWords()
    {
        ConfigCheck.Range(Words.Count, 0, MaxWords, "the number of encoder.words");
        var distinct = new HashSet<string>(Words.Count, StringComparer.Ordinal);
        foreach (string word in Words)
        {
            if (word.Length is 0 or > MaxWordLength)
                throw new FormatException($"encoder.words has a word of {word.Length} characters; allowed are 1 to {MaxWordLength}");
            if (!distinct.Add(word))
                throw new FormatException($"encoder.words has \"{word}\" twice");
        }
    }
}
