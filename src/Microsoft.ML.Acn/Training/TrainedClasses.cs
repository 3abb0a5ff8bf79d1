using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>
/// Some of the classes, as if there were no others: the softmax of training leaves out those without rows, whose logits would only be pushed down ("labels
/// trick", Zeno et al. 2018, arXiv 1803.10123, there with the classes of a batch, here with those of all rows of the run).
/// </summary>
internal sealed class TrainedClasses
{
    private readonly long[] _outputs;
    private readonly long[] _places;

    /// <param name="outputs">The classes, rising.</param>
    /// <param name="count">K, all classes.</param>
    private TrainedClasses(int[] outputs, int count)
    {
        _outputs = Array.ConvertAll(outputs, output => (long)output);
        _places = [.. Enumerable.Repeat(-1L, count)];
        for (int place = 0; place < outputs.Length; place++)
            _places[outputs[place]] = place;
    }

    /// <summary>How many there are.</summary>
    public int Count => _outputs.Length;

    /// <summary>The classes that have rows, and those that are new: a new class without rows must be learned not to be meant.</summary>
    /// <param name="labels">The classes of all rows.</param>
    /// <param name="classes">For each class its position in the initial model, or -1 for a new one; null if there are no new ones.</param>
    /// <param name="count">K, all classes.</param>
    /// <returns>Null if that is all of them, or fewer than two, between which there would be nothing to learn.</returns>
    public static TrainedClasses? Of(IEnumerable<int> labels, IReadOnlyList<int>? classes, int count)
    {
        bool[] isTrained = new bool[count];
        foreach (int label in labels)
            isTrained[label] = true;
        int[] outputs = [.. Enumerable.Range(0, count).Where(output => isTrained[output] || classes is { } old && old[output] < 0)];
        return outputs.Length < 2 || outputs.Length == count ? null : new TrainedClasses(outputs, count);
    }

    /// <summary>The logits of these classes. (B, K) to (B, <see cref="Count"/>)</summary>
    public Tensor Select(Tensor logits) => logits.index_select(1, tensor(_outputs, device: logits.device));

    /// <summary>The place of a class among these.</summary>
    public long PlaceOf(long label) => _places[label];
}
