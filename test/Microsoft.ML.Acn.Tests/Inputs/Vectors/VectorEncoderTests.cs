using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Vectors;
using static Microsoft.ML.Acn.Tests.Inputs.Vectors.TestVectors;

namespace Microsoft.ML.Acn.Tests.Inputs.Vectors;

public class VectorEncoderTests
{
    private static readonly float[][] _rows = Random(9, 6, 0.4);

    public static TheoryData<int, double, bool> Kinds => new()
    {
        { 1_024, 0.01, false },
        { 1_025, 0.01, true },
        { 1_025, 0.3, false },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Many_slots_with_few_numbers_are_sparse(int features, double density, bool isSparse)
    {
        var family = new VectorFamily(new AcnVectorOptions());
        VectorRowStore store = Store([.. Random(20, features, density).Select(AsSparse)]);

        var encoder = (VectorEncoder)family.BuildEncoder(store, [0, 1, 2, 3, 4, 5]);

        Assert.Equal((features, isSparse), (encoder.Features, encoder.IsSparse));
        Assert.Equal(isSparse, encoder.Scaling!.Means is null);
        Assert.Equal(features, encoder.Scaling.Scales.Length);
    }

    [Fact]
    public void Without_normalisation_numbers_are_taken_as_they_are()
    {
        var family = new VectorFamily(new AcnVectorOptions { Normalize = false });
        VectorRowStore store = Store([.. _rows.Select(AsSparse)]);

        var encoder = (VectorEncoder)family.BuildEncoder(store, [0, 1]);

        Assert.Null(encoder.Scaling);
        Assert.Equal(_rows[3].Concat(_rows[1]), ((VectorBatch)encoder.Collate(store, [3, 1], null)).Values!);
    }

    [Fact]
    public void Batches_have_the_scaled_numbers_of_rows_in_either_form()
    {
        var scaling = new VectorScaling([1, 0, 0, -2, 0, 5], [2, 1, 0, 0.5f, 3, 1]);
        var encoder = new VectorEncoder("Features", 6, isSparse: false, scaling);
        VectorRowStore dense = Store([.. _rows.Select(Dense)]), sparse = Store([.. _rows.Select(AsSparse)]);
        int[] rows = [4, 0, 7];

        float[] expected = [.. rows.SelectMany(row => _rows[row].Select((value, i) => (value - scaling.Means![i]) * scaling.Scales[i]))];

        Assert.Equal(expected, ((VectorBatch)encoder.Collate(dense, rows, null)).Values!);
        Assert.Equal(expected, ((VectorBatch)encoder.Collate(sparse, rows, null)).Values!);
    }

    [Fact]
    public void Sparse_batches_have_a_set_of_slots_with_factors_for_each_row()
    {
        var scaling = new VectorScaling(null, [2, 1, 0, 0.5f, 3, 1]);
        var encoder = new VectorEncoder("Features", 6, isSparse: true, scaling);
        VectorRowStore store = Store(Dense(1, 0, 5, 4, 0, 0), Sparse(6), Sparse(6, (3, -2), (5, 7)));

        RowBags scoring = encoder.Collate(store, [2, 1, 0], null).Bags!;
        RowBags training = encoder.Collate(store, [2, 1, 0], new VectorNoise(new Random(1), 0)).Bags!;

        Assert.Equal([0, 2, 2, 4], scoring.Starts);
        Assert.Equal([3, 5, 0, 3], scoring.Rows); // slot 2 never varied: its scale is 0
        Assert.Equal([-1, 7, 2, 2], scoring.Factors!);
        Assert.Null(scoring.Touched);
        Assert.Equal((scoring.Starts, scoring.Rows, scoring.Factors), (training.Starts, training.Rows, training.Factors), SameNumbers);
        Assert.Equal([3, 5, 0], training.Touched!);
        Assert.Equal([0, 1, 2, 0], training.Positions!);
    }

    [Fact]
    public void A_batch_after_another_forgets_what_that_one_touched()
    {
        var encoder = new VectorEncoder("Features", 6, isSparse: true, null);
        VectorRowStore store = Store(Sparse(6, (3, -2), (5, 7)), Sparse(6, (4, 1), (5, 1)));
        var noise = new VectorNoise(new Random(1), 0);

        encoder.Collate(store, [0], noise);
        RowBags second = encoder.Collate(store, [1], noise).Bags!;

        Assert.Equal([4, 5], second.Touched!);
        Assert.Equal([0, 1], second.Positions!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Noise_hides_about_its_share_of_the_numbers_and_scoring_hides_none(bool isSparse)
    {
        var encoder = new VectorEncoder("Features", 400, isSparse, null);
        VectorRowStore store = Store([.. Random(10, 400, 1).Select(Dense)]);
        int[] rows = [.. Enumerable.Range(0, 10)];
        int Shown(TrainingNoise? noise)
        {
            var batch = (VectorBatch)encoder.Collate(store, rows, noise);
            return batch.Values?.Count(value => value != 0) ?? batch.Bags!.Rows.Length;
        }

        Assert.Equal(4_000, Shown(null));
        Assert.Equal(4_000, Shown(new VectorNoise(new Random(1), 0)));
        Assert.InRange(Shown(new VectorNoise(new Random(1), 0.25)), 2_880, 3_120);
    }

    private static bool SameNumbers((BatchArray<int> Starts, BatchArray<int> Rows, BatchArray<float>? Factors) left, (BatchArray<int> Starts, BatchArray<int> Rows, BatchArray<float>? Factors) right)
        => left.Starts.SequenceEqual(right.Starts) && left.Rows.SequenceEqual(right.Rows) && left.Factors!.SequenceEqual(right.Factors!);
}
