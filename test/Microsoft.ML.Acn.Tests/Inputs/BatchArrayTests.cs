using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Inputs.Vectors;
using Microsoft.ML.Acn.Tests.Inputs.Images;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using Microsoft.ML.Acn.Tests.Networks;

namespace Microsoft.ML.Acn.Tests.Inputs;

public class BatchArrayTests
{
    [Fact]
    public void An_array_that_was_disposed_of_cannot_be_read_and_one_that_was_not_stays()
    {
        BatchArray<int> kept = BatchArray<int>.CopyOf([1, 2, 3]);
        for (int i = 0; i < 10; i++)
        {
            using BatchArray<int> other = BatchArray<int>.Of(3);
            other.Span.Fill(-1);
            Assert.Equal([1, 2, 3], kept);
        }

        kept.Dispose();
        kept.Dispose();

        Assert.Throws<ObjectDisposedException>(() => kept[0]);
        // Given back twice, the array would now be two batches'.
        using BatchArray<int> one = BatchArray<int>.Of(3), two = BatchArray<int>.Of(3);
        one.Span.Fill(1);
        two.Span.Fill(2);
        Assert.Equal([1, 1, 1], one);
    }

    [Fact]
    public void The_next_of_its_size_gets_the_array_that_was_disposed_of()
    {
        bool isUsedAgain = false;
        // The pool may throw an array away in between.
        for (int i = 0; i < 10 && !isUsedAgain; i++)
        {
            BatchArray<short>.CopyOf([11, 12, 13]).Dispose();
            using BatchArray<short> next = BatchArray<short>.Of(3);
            isUsedAgain = next.SequenceEqual([(short)11, (short)12, (short)13]);
        }

        Assert.True(isUsedAgain);
    }

    [Fact]
    public void A_callers_own_array_is_never_given_to_others()
    {
        int[] own = [.. Enumerable.Repeat(7, 16)]; // a size that the pool takes
        BatchArray<int> given = own;
        given.Dispose();
        for (int i = 0; i < 10; i++)
        {
            using BatchArray<int> other = BatchArray<int>.Of(16);
            other.Span.Clear();
        }

        Assert.All(own, number => Assert.Equal(7, number));
        Assert.Equal(own, given);
    }

    [Fact]
    public void A_very_large_array_is_not_rented()
    {
        BatchArray<int> large = BatchArray<int>.Of((1 << 20) + 1);

        large.Dispose();

        Assert.Equal((1 << 20) + 1, large.Span.Length);
    }

    [Fact]
    public void A_batch_gives_up_all_its_arrays()
    {
        TextRowStore texts = TestTexts.Pairs(6, ("the cat", "the dog"), ("", "cat"));
        var text = (TextBatch)new TextEncoder(TestNetworks.Vocabulary, "First", "Second").Collate(texts, [0, 1], noise: null);
        var vectors = new VectorRowStore();
        vectors.Append(new Microsoft.ML.Data.VBuffer<float>(2, [1, 2]));
        var dense = (VectorBatch)new VectorEncoder("Features", 2, isSparse: false, null).Collate(vectors, [0], noise: null);
        RowBags sparse = new VectorEncoder("Features", 2, isSparse: true, null).Collate(vectors, [0], noise: null).Bags!;
        ImageRowStore pictures = Pictures.Store([Pictures.NoisePng(8, 12, 1)]);
        var image = (ImageBatch)ImageEncoderTests.Encoder(pictures).Collate(pictures, [0], noise: null);

        foreach (IDisposable batch in (IDisposable[])[text, dense, sparse, image])
            batch.Dispose();

        foreach (BatchArray<int>? array in (BatchArray<int>?[])[text.Lengths, text.Words, text.Bigrams, text.Segments, text.Bags!.Starts, text.Bags.Rows, sparse.Starts, sparse.Rows])
            Assert.Throws<ObjectDisposedException>(() => array![0]);
        Assert.Throws<ObjectDisposedException>(() => dense.Values![0]);
        Assert.Throws<ObjectDisposedException>(() => sparse.Factors![0]);
        Assert.Throws<ObjectDisposedException>(() => image.Pixels[0]);
    }

    [Fact]
    public void Text_batches_in_used_arrays_are_as_in_new_ones()
    {
        TextRowStore store = TestTexts.Store("b a c", "a", "d e f g h a b", "");
        var encoder = new TextEncoder(TestNetworks.Vocabulary, "Text", null);
        int[][] parts = [[0, 1, 2, 3], [1], [3, 2]];
        TextBatch[] expected = [.. parts.Select(rows => (TextBatch)encoder.Collate(store, rows, noise: null))];

        Spoil();
        for (int i = 0; i < parts.Length; i++)
        {
            using var batch = (TextBatch)encoder.Collate(store, parts[i], noise: null);
            Assert.Equal(expected[i].Lengths, batch.Lengths);
            Assert.Equal(expected[i].Words, batch.Words);
            Assert.Equal(expected[i].Bigrams!, batch.Bigrams!);
            Assert.Equal(expected[i].Bags!.Starts, batch.Bags!.Starts);
            Assert.Equal(expected[i].Bags!.Rows, batch.Bags.Rows);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Vector_batches_in_used_arrays_are_as_in_new_ones(bool isSparse)
    {
        var encoder = new VectorEncoder("Features", 4, isSparse, new VectorScaling(isSparse ? null : [1, 2, 3, 4], [1, 0, 2, 3]));
        var store = new VectorRowStore();
        foreach (float[] row in new float[][] { [0, 0, 5, 6], [0, 0, 0, 0], [9, 8, 7, 6] })
            store.Append(new Microsoft.ML.Data.VBuffer<float>(4, row));
        var expected = (VectorBatch)encoder.Collate(store, [2, 1, 0], noise: null);

        Spoil();
        using var batch = (VectorBatch)encoder.Collate(store, [2, 1, 0], noise: null);

        Assert.Equal(isSparse, batch.Values is null);
        Assert.Equal(expected.Values?.ToArray(), batch.Values?.ToArray());
        Assert.Equal(expected.Bags?.Starts.ToArray(), batch.Bags?.Starts.ToArray());
        Assert.Equal(expected.Bags?.Rows.ToArray(), batch.Bags?.Rows.ToArray());
        Assert.Equal(expected.Bags?.Factors!.ToArray(), batch.Bags?.Factors!.ToArray());
    }

    /// <summary>Leaves arrays full of other numbers behind, in the sizes of small batches.</summary>
    private static void Spoil()
    {
        for (int size = 1; size <= 256; size *= 2)
        {
            BatchArray<int>[] ints = [.. Enumerable.Range(0, 8).Select(_ => BatchArray<int>.Of(size))];
            BatchArray<float>[] floats = [.. Enumerable.Range(0, 8).Select(_ => BatchArray<float>.Of(size))];
            foreach (BatchArray<int> array in ints)
                array.Span.Fill(-12_345);
            foreach (BatchArray<float> array in floats)
                array.Span.Fill(float.NaN);
            foreach (IDisposable array in (IDisposable[])[.. ints, .. floats])
                array.Dispose();
        }
    }
}
