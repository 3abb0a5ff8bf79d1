using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Persistence;

/// <summary>Label values of real columns.</summary>
public class LabelColumnTests
{
    [Fact]
    public void MapValueToKey_gives_values_in_key_order()
    {
        var context = new MLContext(1);
        IDataView texts = context.Data.LoadFromEnumerable(new[] { new Row("b", 2.5f), new Row("a", float.PositiveInfinity), new Row("b", 2.5f) });
        IDataView data = context.Transforms.Conversion.MapValueToKey(nameof(Row.Text))
            .Append(context.Transforms.Conversion.MapValueToKey(nameof(Row.Number))).Fit(texts).Transform(texts);

        LabelValues text = LabelValues.FromColumn(data.Schema[nameof(Row.Text)]);
        LabelValues number = LabelValues.FromColumn(data.Schema[nameof(Row.Number)]);

        Assert.Equal(LabelValues.Of(TextDataViewType.Instance, "b".AsMemory(), "a".AsMemory()), text);
        Assert.Equal(LabelValues.Of(NumberDataViewType.Single, 2.5f, float.PositiveInfinity), number);
    }

    [Fact]
    public void A_key_of_a_key_without_values_keeps_the_inner_key()
    {
        var context = new MLContext(1);
        IDataView keys = context.Data.LoadFromEnumerable(new[] { new KeyRow { Key = 3 }, new KeyRow { Key = 1 } });
        IDataView data = context.Transforms.Conversion.MapValueToKey("Label", nameof(KeyRow.Key)).Fit(keys).Transform(keys);

        Assert.Equal(LabelValues.WithoutValues(5), LabelValues.FromColumn(keys.Schema[nameof(KeyRow.Key)]));
        LabelValues labels = LabelValues.FromColumn(data.Schema["Label"]);
        Assert.Equal(2, labels.Count);
        Assert.Equal(new KeyDataViewType(typeof(uint), 5), labels.ItemType);
    }

    [Fact]
    public void Sparse_and_ill_sized_annotations_are_understood()
    {
        static void Sparse(ref VBuffer<int> values) => values = new VBuffer<int>(3, 1, [7], [1]);
        Assert.Equal(LabelValues.Of(NumberDataViewType.Int32, 0, 7, 0), LabelValues.FromColumn(KeyColumn(3, 3, Sparse)));
        Assert.Equal(LabelValues.WithoutValues(4), LabelValues.FromColumn(KeyColumn(4, 3, Sparse)));
    }

    [Fact]
    public void A_column_without_keys_is_refused()
    {
        IDataView texts = new MLContext(1).Data.LoadFromEnumerable(new[] { new Row("b", 1) });

        var error = Assert.Throws<ArgumentException>(() => LabelValues.FromColumn(texts.Schema[nameof(Row.Text)]));

        Assert.Contains("'Text'", error.Message, StringComparison.Ordinal);
    }

    private static DataViewSchema.Column KeyColumn(ulong keys, int values, ValueGetter<VBuffer<int>> getter)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add("KeyValues", new VectorDataViewType(NumberDataViewType.Int32, values), getter);
        var schema = new DataViewSchema.Builder();
        schema.AddColumn("Label", new KeyDataViewType(typeof(uint), keys), annotations.ToAnnotations());
        return schema.ToSchema()["Label"];
    }

    private sealed record Row(string Text, float Number);

    private sealed class KeyRow
    {
        [KeyType(5)]
        public uint Key { get; set; }
    }
}
