using Datasets;

namespace Microsoft.ML.Acn.Benchmarks.Data;

/// <summary>A small task.</summary>
internal sealed record SmallSet(string Name, TextSplit Rows);

/// <summary>
/// Tasks of 5,000 to 15,000 rows and 2 to 150 classes, cut from WordNet: sizes at which networks over-fit. All choices are made by hashes.
/// </summary>
internal sealed class SmallSets(IReadOnlyList<Synset> nouns, IReadOnlyList<Synset> verbs)
{
    public IEnumerable<SmallSet> All()
    {
        // Acts and thoughts against attributes and communications.
        yield return new("2 groups of noun topics", Topics(nouns, file => file switch { 4 or 9 => "a", 7 or 10 => "b", _ => null }, 12_000, 2_000));
        yield return new("6 noun topics", Topics(nouns, file => file is 4 or 7 or 9 or 10 or 15 or 18 ? $"{file}" : null, 6_500, 1_000));
        yield return new("15 verb topics", Topics(verbs, file => $"{file}", int.MaxValue, 2_000));
        var trees = new HypernymTrees(nouns);
        yield return new("77 noun families", TextSplit.ByHash(trees.Pick(77, 130, 700, 170, "77"), 2_500));
        yield return new("150 noun families", TextSplit.ByHash(trees.Pick(150, 90, 400, 130, "150"), 3_000));
    }

    private static TextSplit Topics(IReadOnlyList<Synset> synsets, Func<int, string?> classOf, int rows, int testRows)
        => TextSplit.ByHash(
            synsets.Where(synset => classOf(synset.LexicographerFile) is not null)
                .OrderBy(synset => LabelledText.Hash("topics " + synset.Offset), StringComparer.Ordinal)
                .Take(rows)
                .Select(synset => new LabelledText(classOf(synset.LexicographerFile)!, synset.Gloss)),
            testRows);
}
