using System.Globalization;

namespace Microsoft.ML.Acn;

/// <summary>
/// Options of the text encoder: a transformer whose input <c>x_0</c> is the mean of a word's embedding and the embeddings of its
/// character n-grams, plus a word-pair embedding and a position.
/// </summary>
/// <remarks>
/// Texts of any language and script are split by Unicode properties; nothing depends on the current culture. Words of scripts that
/// are written without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) are taken character by character.
/// </remarks>
public sealed class AcnTextOptions : AcnOptions
{
    /// <summary>A second text column, for tasks over pairs of texts (question and answer, premise and hypothesis). Default: none.</summary>
    public string? SecondFeatureColumnName { get; set; }

    /// <summary>
    /// Tokens of a row that are read, both texts and the mark between them together; a longer row is cut, and Fit warns how many were.
    /// Time grows with the longest row of a batch, not with this limit. Range: 1 to 65,536. Default: 256.
    /// </summary>
    public int MaxTokens { get; set; } = 256;

    /// <summary>
    /// Whether words are compared without regard to case (Unicode simple case mapping of the invariant culture). Default: true.
    /// </summary>
    public bool IgnoreCase { get; set; } = true;

    /// <summary>Training rows that a word must appear in, at least, for an embedding of its own; rarer words have their n-grams only. Range: 1 to 1,000,000. Default: 2.</summary>
    public int MinWordCount { get; set; } = 2;

    /// <summary>Words with an embedding of their own, at most; the most frequent are kept. Range: 0 to 10,000,000. Default: 200,000.</summary>
    public int MaxVocabulary { get; set; } = 200_000;

    /// <summary>Shortest character n-gram, counted with the marks for the word's begin and end. Range: 1 to 10. Default: 3.</summary>
    public int MinSubword { get; set; } = 3;

    /// <summary>Longest character n-gram. Range: <see cref="MinSubword"/> to 10. Default: 5.</summary>
    public int MaxSubword { get; set; } = 5;

    /// <summary>
    /// Rows of the table that character n-grams are hashed into. Range: 0 (no subwords) to 16,777,216. Default: chosen from the
    /// number of distinct n-grams. The cost of a training step does not depend on it.
    /// </summary>
    public int? SubwordBuckets { get; set; }

    /// <summary>
    /// Rows of the table that pairs of neighbouring words are hashed into. Range: 0 (no pairs) to 16,777,216. Default: 0, for layers see
    /// neighbours by themselves; but where a fifth of the words and more are single characters of scripts without spaces, a size chosen from
    /// the number of distinct pairs, for these characters have no n-grams of their own.
    /// </summary>
    public int? BigramBuckets { get; set; }

    /// <summary>Share of words that are hidden from a row in each pass of training, at random. Range: 0 to 0.9. Default: 0.2.</summary>
    public double? WordDropout { get; set; }

    internal override void Validate(OptionsValidator check)
    {
        check.Range(MaxTokens, 1, 65_536, nameof(MaxTokens));
        check.Range(MinWordCount, 1, 1_000_000, nameof(MinWordCount));
        check.Range(MaxVocabulary, 0, 10_000_000, nameof(MaxVocabulary));
        check.Range(MinSubword, 1, 10, nameof(MinSubword));
        check.Range(MaxSubword, MinSubword, 10, nameof(MaxSubword), string.Create(CultureInfo.InvariantCulture, $"{nameof(MinSubword)} ({MinSubword})"));
        check.Range(SubwordBuckets, 0, 1 << 24, nameof(SubwordBuckets));
        check.Range(BigramBuckets, 0, 1 << 24, nameof(BigramBuckets));
        check.Range(WordDropout, 0, 0.9, nameof(WordDropout));
        check.OptionalName(SecondFeatureColumnName, nameof(SecondFeatureColumnName));
    }
}
