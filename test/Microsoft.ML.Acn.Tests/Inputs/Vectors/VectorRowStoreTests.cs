using Microsoft.ML.Acn.Inputs.Vectors;
using static Microsoft.ML.Acn.Tests.Inputs.Vectors.TestVectors;

namespace Microsoft.ML.Acn.Tests.Inputs.Vectors;

public class VectorRowStoreTests
{
    [Fact]
    public void Rows_come_back_whatever_form_they_had()
    {
        VectorRowStore store = Store(
            Dense(1, 2, 0, 4), Dense(0, 0, 0, 5), Sparse(4, (1, 6)), Sparse(4), Sparse(4, (0, 1), (1, 0), (2, 3), (3, 4)), Dense(0, 0, 0, 0));

        Assert.Equal((6, 4), (store.Count, store.Features));
        float[][] expected = [[1, 2, 0, 4], [0, 0, 0, 5], [0, 6, 0, 0], [0, 0, 0, 0], [1, 0, 3, 4], [0, 0, 0, 0]];
        Assert.Equal(expected, Enumerable.Range(0, 6).Select(store.Numbers));
        Assert.All(Enumerable.Range(0, 6), row => Assert.Equal(1, store.LengthOf(row)));
    }

    [Fact]
    public void Rows_with_few_numbers_keep_only_these()
    {
        VectorRowStore store = Store(Dense([.. Enumerable.Range(0, 100).Select(i => i == 70 ? 1f : 0)]), Sparse(100, (3, 0), (4, 2)));

        Assert.Equal([1, 1], [store[0].Values.Length, store[1].Values.Length]);
    }

    [Fact]
    public void Many_rows_of_all_lengths_come_back()
    {
        float[][] rows = [.. Random(300, 1_000, 0.3), .. Random(300, 1_000, 0.9, seed: 2), .. Random(3, 1_000, 0.001, seed: 3)];

        VectorRowStore store = Store([.. rows.Select((row, i) => i % 2 == 0 ? Dense(row) : AsSparse(row))]);

        Assert.Equal(rows, Enumerable.Range(0, rows.Length).Select(store.Numbers));
    }

    [Fact]
    public void Cleared_it_starts_over_with_another_length_if_need_be()
    {
        VectorRowStore store = Store(Dense(1, 2, 3), Sparse(3, (1, 5)));

        store.Clear();
        Assert.Equal(0, store.Count);
        store.Append(Sparse(5, (4, 9)));
        store.Append(Dense(1, 2, 3, 4, 5));

        Assert.Equal([[0, 0, 0, 0, 9], [1, 2, 3, 4, 5]], new[] { store.Numbers(0), store.Numbers(1) });
    }

    [Fact]
    public void A_vector_of_another_length_is_refused()
    {
        VectorRowStore store = Store(Dense(1, 2, 3));

        Assert.Contains("4 slots where those before it have 3", Assert.Throws<ArgumentException>(() => store.Append(Dense(1, 2, 3, 4))).Message, StringComparison.Ordinal);
    }
}
