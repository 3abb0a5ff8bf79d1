using Datasets;

namespace Microsoft.ML.Acn.Benchmarks.Data;

/// <summary>Synsets as families: everything that is a kind of one synset (all breeds of dogs, say) is a class.</summary>
internal sealed class HypernymTrees
{
    private readonly Dictionary<string, Synset> _synsets;
    private readonly ILookup<string, string> _kinds;

    public HypernymTrees(IEnumerable<Synset> synsets)
    {
        _synsets = synsets.ToDictionary(synset => synset.Offset);
        _kinds = _synsets.Values
            .SelectMany(synset => synset.Hypernyms.Select(hypernym => (Hypernym: hypernym, synset.Offset)))
            .ToLookup(pair => pair.Hypernym, pair => pair.Offset);
    }

    /// <summary>Picks families that have no member in common, in an order that the salt decides.</summary>
    /// <param name="families">Families wanted.</param>
    /// <param name="smallest">Members that a family has at least.</param>
    /// <param name="largest">Members that a family has at most.</param>
    /// <param name="rows">Members that are taken from a family, at most.</param>
    /// <param name="salt">Another salt, another choice.</param>
    public IEnumerable<LabelledText> Pick(int families, int smallest, int largest, int rows, string salt)
    {
        var taken = new HashSet<string>();
        int found = 0;
        foreach (string root in InOrder(_synsets.Keys))
        {
            HashSet<string> members = Members(root, largest);
            if (members.Count < smallest || members.Count > largest || members.Overlaps(taken))
                continue;
            taken.UnionWith(members);
            foreach (string member in InOrder(members).Take(rows))
                yield return new LabelledText(root, _synsets[member].Gloss);
            if (++found == families)
                yield break;
        }

        IEnumerable<string> InOrder(IEnumerable<string> offsets)
            => offsets.OrderBy(offset => LabelledText.Hash($"{salt} {offset}"), StringComparer.Ordinal);
    }

    /// <summary>A synset and all kinds of it, directly or not; the search ends once there are more than wanted.</summary>
    private HashSet<string> Members(string root, int limit)
    {
        var members = new HashSet<string> { root };
        var open = new Stack<string>(members);
        while (members.Count <= limit && open.TryPop(out string? next))
        {
            foreach (string kind in _kinds[next])
            {
                if (members.Add(kind))
                    open.Push(kind);
            }
        }
        return members;
    }
}
