using System.Text.Json;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Persistence;

public class LabelValuesTests
{
    private static readonly DateTime Noon = new(2026, 2, 28, 12, 0, 0, 123);

    public static TheoryData<Type, string[]> ValuesOfEveryType => new()
    {
        { typeof(bool), ["False", "True"] },
        { typeof(sbyte), ["-128", "127"] },
        { typeof(byte), ["0", "255"] },
        { typeof(short), ["-32768", "32767"] },
        { typeof(ushort), ["0", "65535"] },
        { typeof(int), ["-2147483648", "2147483647"] },
        { typeof(uint), ["0", "4294967295"] },
        { typeof(long), ["-9223372036854775808", "9223372036854775807"] },
        { typeof(ulong), ["9007199254740993", "18446744073709551615"] },
    };

    [Theory]
    [MemberData(nameof(ValuesOfEveryType))]
    public void Extreme_numbers_come_back_and_read_as_text(Type type, string[] texts)
    {
        object[] values = [.. texts.Select(text => Convert.ChangeType(text, type, System.Globalization.CultureInfo.InvariantCulture))];
        LabelValues labels = type.Name switch
        {
            nameof(Boolean) => Of<bool>(BooleanDataViewType.Instance),
            nameof(SByte) => Of<sbyte>(NumberDataViewType.SByte),
            nameof(Byte) => Of<byte>(NumberDataViewType.Byte),
            nameof(Int16) => Of<short>(NumberDataViewType.Int16),
            nameof(UInt16) => Of<ushort>(NumberDataViewType.UInt16),
            nameof(Int32) => Of<int>(NumberDataViewType.Int32),
            nameof(UInt32) => Of<uint>(NumberDataViewType.UInt32),
            nameof(Int64) => Of<long>(NumberDataViewType.Int64),
            _ => Of<ulong>(NumberDataViewType.UInt64),
        };

        LabelValues back = RoundTrip(labels);

        Assert.Equal(labels, back);
        Assert.Equal(texts, Enumerable.Range(0, back.Count).Select(back.GetText));

        LabelValues Of<T>(PrimitiveDataViewType itemType) => LabelValues.Of(itemType, [.. values.Cast<T>()]);
    }

    [Fact]
    public void Floats_come_back_bit_by_bit()
    {
        float[] values = [0f, -0f, 0.1f, float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN, BitConverter.Int32BitsToSingle(0x7FC12345)];

        float[] back = Values<float>(RoundTrip(LabelValues.Of(NumberDataViewType.Single, values)));

        Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), back.Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void Doubles_come_back_bit_by_bit()
    {
        double[] values = [0d, -0d, 0.1, double.Epsilon, double.MaxValue, double.NegativeInfinity, double.NaN, BitConverter.Int64BitsToDouble(-4503599627370495)];

        double[] back = Values<double>(RoundTrip(LabelValues.Of(NumberDataViewType.Double, values)));

        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), back.Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public void Texts_come_back_unit_by_unit()
    {
        string[] values = ["", " ", "a\"b\\c", "\0\u001f\u007f\ufffe", "größe", "語", "\U0001F600", "\ud83d", "\ude00\ud83d", "x\udfffy", "{\"utf16\":\"AA==\"}"];

        LabelValues back = RoundTrip(LabelValues.Of(TextDataViewType.Instance, Array.ConvertAll(values, value => value.AsMemory())));

        Assert.Equal(values, Values<ReadOnlyMemory<char>>(back).Select(value => value.ToString()));
        Assert.Equal(values, Enumerable.Range(0, back.Count).Select(back.GetText));
    }

    [Fact]
    public void Dates_and_times_come_back_with_their_kind_and_offset()
    {
        DateTime[] dates = [Noon, DateTime.SpecifyKind(Noon, DateTimeKind.Utc), DateTime.SpecifyKind(Noon, DateTimeKind.Local), DateTime.MinValue, DateTime.MaxValue];
        DateTime[] back = Values<DateTime>(RoundTrip(LabelValues.Of(DateTimeDataViewType.Instance, dates)));
        Assert.Equal(dates.Select(date => (date.Ticks, date.Kind)), back.Select(date => (date.Ticks, date.Kind)));

        DateTimeOffset[] offsets = [new(Noon, TimeSpan.FromMinutes(-210)), DateTimeOffset.MinValue, DateTimeOffset.MaxValue];
        DateTimeOffset[] offsetsBack = Values<DateTimeOffset>(RoundTrip(LabelValues.Of(DateTimeOffsetDataViewType.Instance, offsets)));
        Assert.Equal(offsets.Select(date => (date.Ticks, date.Offset)), offsetsBack.Select(date => (date.Ticks, date.Offset)));

        TimeSpan[] spans = [TimeSpan.Zero, TimeSpan.MinValue, TimeSpan.MaxValue, TimeSpan.FromTicks(-1)];
        Assert.Equal(spans, Values<TimeSpan>(RoundTrip(LabelValues.Of(TimeSpanDataViewType.Instance, spans))));
    }

    [Fact]
    public void Row_identifiers_and_keys_of_keys_come_back()
    {
        DataViewRowId[] ids = [new(1, 0), new(0, ulong.MaxValue)];
        Assert.Equal(ids, Values<DataViewRowId>(RoundTrip(LabelValues.Of(RowIdDataViewType.Instance, ids))));

        LabelValues keys = LabelValues.Of(new KeyDataViewType(typeof(ushort), 9), (ushort)9, (ushort)2);
        LabelValues back = RoundTrip(keys);
        Assert.Equal(keys, back);
        Assert.Equal(new KeyDataViewType(typeof(ushort), 9), back.ItemType);
    }

    [Fact]
    public void Keys_without_values_come_back_as_a_count()
    {
        LabelValues back = RoundTrip(LabelValues.WithoutValues(4));

        Assert.Equal((4, null, "3"), (back.Count, back.ItemType, back.GetText(3)));
        Assert.Throws<InvalidOperationException>(() => Values<int>(back));
        Assert.Throws<ArgumentOutOfRangeException>(() => back.GetText(4));
    }

    [Fact]
    public void Equality_is_by_type_and_value()
    {
        LabelValues ints = LabelValues.Of(NumberDataViewType.Int32, 1, 2);

        Assert.Equal(ints, LabelValues.Of(NumberDataViewType.Int32, 1, 2));
        Assert.Equal(ints.GetHashCode(), LabelValues.Of(NumberDataViewType.Int32, 1, 2).GetHashCode());
        Assert.NotEqual(ints, LabelValues.Of(NumberDataViewType.Int32, 2, 1));
        Assert.NotEqual(ints, LabelValues.Of(NumberDataViewType.Int64, 1L, 2L));
        Assert.NotEqual(ints, LabelValues.WithoutValues(2));
    }

    [Fact]
    public void A_union_has_the_second_lists_own_values_behind_the_first_list()
    {
        LabelValues first = Texts("a", "b");

        Assert.Equal(Texts("a", "b", "d", "c"), first.UnionWith(Texts("d", "b", "c")));
        Assert.Same(first, first.UnionWith(Texts("b")));
        Assert.Equal(LabelValues.WithoutValues(5), LabelValues.WithoutValues(2).UnionWith(LabelValues.WithoutValues(5)));
        Assert.Equal(LabelValues.WithoutValues(5), LabelValues.WithoutValues(5).UnionWith(LabelValues.WithoutValues(2)));
    }

    [Fact]
    public void Another_columns_values_are_found_wherever_they_stand()
    {
        LabelValues trained = Texts("a", "b", "c");

        Assert.Equal([2, -1, 0], trained.MapFrom(Texts("c", "d", "a")));
        Assert.Equal([-1, -1], trained.MapFrom(LabelValues.Of(NumberDataViewType.Int32, 1, 2)));
        Assert.Equal([-1, -1], trained.MapFrom(LabelValues.WithoutValues(2)));
        Assert.Equal([0, 1, -1], LabelValues.WithoutValues(2).MapFrom(LabelValues.WithoutValues(3)));
        Assert.Equal([0, 1], Texts("same", "same").MapFrom(Texts("same", "same")));
        Assert.Equal([1], LabelValues.Of(NumberDataViewType.Double, 1, double.NaN).MapFrom(LabelValues.Of(NumberDataViewType.Double, double.NaN)));
    }

    [Theory]
    [InlineData("""{"count":1,"type":"byte","values":[256]}""")]
    [InlineData("""{"count":1,"type":"int32","values":[1.5]}""")]
    [InlineData("""{"count":1,"type":"int32","values":["1"]}""")]
    [InlineData("""{"count":2,"type":"int32","values":[1]}""")]
    [InlineData("""{"count":-1}""")]
    [InlineData("""{"type":"int32","values":[1]}""")]
    [InlineData("""{"count":1,"type":"int32"}""")]
    [InlineData("""{"count":1,"type":"colour","values":[1]}""")]
    [InlineData("""{"count":1,"type":"text","values":[null]}""")]
    [InlineData("""{"count":1,"type":"text","values":[{"utf16":"AA=="},1]}""")]
    [InlineData("""{"count":1,"type":"text","values":[{"utf16":"A"}]}""")]
    [InlineData("""{"count":1,"type":"text","values":["\ud800"]}""")]
    [InlineData("""{"count":1,"type":"single","values":["zzzzzzzz"]}""")]
    [InlineData("""{"count":1,"type":"single","keyCount":3,"values":[1]}""")]
    [InlineData("""{"count":1,"type":"byte","keyCount":300,"values":[1]}""")]
    [InlineData("""{"count":1,"type":"dateTime","values":["2026-02-30T00:00:00.0000000"]}""")]
    [InlineData("""{"count":1,"count":1}""")]
    [InlineData("""[1]""")]
    public void What_is_no_label_list_is_refused(string json)
        => Assert.True(Record.Exception(() => JsonSerializer.Deserialize<LabelValues>(json)) is JsonException or InvalidOperationException or FormatException);

    private static LabelValues Texts(params string[] values)
        => LabelValues.Of(TextDataViewType.Instance, Array.ConvertAll(values, value => value.AsMemory()));

    private static LabelValues RoundTrip(LabelValues labels) => JsonSerializer.Deserialize<LabelValues>(JsonSerializer.Serialize(labels))!;

    private static T[] Values<T>(LabelValues labels)
    {
        VBuffer<T> buffer = default;
        labels.CopyTo(ref buffer);
        return [.. buffer.DenseValues()];
    }
}
