using System.Buffers.Binary;
using Microsoft.ML.Acn.Persistence;
using TorchSharp;

namespace Microsoft.ML.Acn.Tests.Persistence;

/// <summary>What a model keeps for later training, in its file.</summary>
public sealed class ContinualPartTests : IDisposable
{
    private readonly AcnModel _model = MadeUpModel.Create();

    public void Dispose() => _model.Network.Dispose();

    [Theory]
    [InlineData(AcnConnectivity.Acn)]
    [InlineData(AcnConnectivity.DenseFormer)]
    public void Importances_come_back_exactly_and_of_the_table_there_is_a_number_for_each_row(AcnConnectivity connectivity)
    {
        AcnModel model = MadeUpModel.Create(connectivity: connectivity);
        WeightImportances importances = MadeUpModel.Importances(model, ContinualKind.ElasticWeightConsolidation);
        MemoryParts parts = MemoryParts.Of(model with { Continual = importances });

        AcnModel back = parts.Load();

        var found = (WeightImportances)back.Continual!;
        Assert.Equal((ContinualKind.ElasticWeightConsolidation, 2), (found.Kind, found.Fits));
        Assert.Equal(importances.Values.OrderBy(one => one.Key), found.Values.OrderBy(one => one.Key));
        Assert.Equal(model.Network.Embedding.RowTable!.shape[0], found.Values["embedding.table"].Length);
        Assert.Equal(parts[ContinualPart.Importances], MemoryParts.Of(back)[ContinualPart.Importances]);
        model.Network.Dispose();
        back.Network.Dispose();
    }

    [Fact]
    public void Rows_come_back_exactly()
    {
        MemoryParts parts = MemoryParts.Of(_model with { Continual = MadeUpModel.Rows(_model) });

        AcnModel back = parts.Load();

        var found = (KeptRows)back.Continual!;
        Assert.Equal(MadeUpModel.Rows(_model).Rows.Select(row => (row.Label, Convert.ToHexString(row.Input))), found.Rows.Select(row => (row.Label, Convert.ToHexString(row.Input))));
        Assert.Equal([7L, 0, 9], found.Seen);
        back.Network.Dispose();
    }

    [Fact]
    public void The_length_is_told_before_it_is_written()
    {
        foreach (ContinualState state in new ContinualState[] { MadeUpModel.Importances(_model), MadeUpModel.Rows(_model) })
        {
            MemoryParts parts = MemoryParts.Of(_model with { Continual = state });
            Assert.Equal(parts.Config.Length + parts.Weights.Length + parts[ContinualPart.NameOf(state.Kind)].Length, ModelSerializer.LengthOf(_model with { Continual = state }, ModelSerializer.CountNonZeros(_model.Network)));
        }
    }

    [Fact]
    public void A_model_without_it_says_nothing_of_it() => Assert.DoesNotContain("continual", MemoryParts.Of(_model).ConfigText, StringComparison.Ordinal);

    [Fact]
    public void The_part_of_another_model_is_refused()
    {
        AcnModel other = MadeUpModel.Create(layers: 1);
        MemoryParts parts = Saved(), same = MemoryParts.Of(_model with { Continual = MadeUpModel.Importances(_model).WithScaledHead(2) }), another = MemoryParts.Of(other with { Continual = MadeUpModel.Importances(other) });
        other.Network.Dispose();

        parts[ContinualPart.Importances] = same[ContinualPart.Importances];
        Refused(parts, ContinualPart.Importances, "its SHA-256 is not the one in config.json: it is damaged, or belongs to another model");
        parts[ContinualPart.Importances] = another[ContinualPart.Importances];
        parts.SealContinual(ContinualPart.Importances);
        Refused(parts, ContinualPart.Importances, "is missing");
    }

    [Theory]
    [InlineData(-0.5f, "holds a negative number")]
    [InlineData(float.NaN, "holds a NaN")]
    public void What_cannot_be_an_importance_is_refused(float value, string message)
    {
        MemoryParts parts = Saved();
        BinaryPrimitives.WriteSingleLittleEndian(parts[ContinualPart.Importances].AsSpan(^4..), value);
        parts.SealContinual(ContinualPart.Importances);

        Refused(parts, ContinualPart.Importances, message);
    }

    [Fact]
    public void A_part_that_is_missing_or_cut_is_named()
    {
        MemoryParts missing = Saved(), cut = Saved();
        missing.Remove(ContinualPart.Importances);
        cut[ContinualPart.Importances] = cut[ContinualPart.Importances][..^8];

        Refused(missing, ContinualPart.Importances, "there is none");
        Refused(cut, ContinualPart.Importances, "bytes follow the header");
    }

    [Theory]
    [InlineData("\"kind\": \"synapticIntelligence\"", "\"kind\": \"hebb\"", "kind")]
    [InlineData("\"fits\": 2", "\"fits\": 0", "continual.fits is 0")]
    [InlineData("\"fits\": 2", "\"fits\": 2, \"decay\": 1", "decay")]
    public void Wrong_values_are_named(string old, string replacement, string message)
        => Refused(Saved().Edit(old, replacement), ModelSerializer.ConfigPart, message);

    [Fact]
    public void A_source_of_features_has_none()
        => Assert.Contains("there is a continual part", Assert.Throws<InvalidOperationException>(() => MemoryParts.Of(_model.WithFeatures("Sum") with { Continual = MadeUpModel.Rows(_model) })).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_byte_of_rows_that_is_wrong_is_found_by_the_checksum_and_most_by_their_own_checks()
    {
        byte[] good = SavedRows()[ContinualPart.Rows];
        for (int at = 0; at < good.Length; at++)
        {
            MemoryParts parts = SavedRows();
            parts[ContinualPart.Rows][at] ^= 0x80;
            Assert.Contains($"'{ContinualPart.Rows}'", Assert.Throws<FormatException>(parts.Load).Message, StringComparison.Ordinal);
            Assert.Throws<FormatException>(() => Loaded(good[..at]));
        }
        Refused(Loadable([.. good, 1]), ContinualPart.Rows, "follow the last row");
    }

    [Theory]
    [InlineData(0, 4, "the number of classes is 4")]
    [InlineData(11, 128, "rows would have been seen")] // the highest byte of the first count
    [InlineData(10, 32, "rows would have been seen")] // 2^53
    [InlineData(4, 0, "of class 0 more rows are kept than the 0 that were seen")]
    [InlineData(28, 100, "it ends")]
    [InlineData(32, 3, "the class of a row is 3")]
    [InlineData(36, 255, "it ends")]
    [InlineData(41, 9, "a word that does not end")]
    public void Rows_that_cannot_be_are_refused(int at, byte value, string message)
    {
        byte[] bytes = SavedRows()[ContinualPart.Rows];
        bytes[at] = value;

        Refused(Loadable(bytes), ContinualPart.Rows, message);
    }

    [Fact]
    public void Files_of_an_earlier_state_do_not_stay_beside_a_model_that_has_none()
    {
        string folder = Directory.CreateTempSubdirectory("acn-continual-").FullName;
        string path = Path.Combine(folder, "model");
        WeightFiles.Save(_model with { Continual = MadeUpModel.Rows(_model) }, path);
        Assert.Equal(["model.json", "model.replay", "model.safetensors"], Names());
        WeightFiles.Save(_model with { Continual = MadeUpModel.Importances(_model) }, path);
        Assert.Equal(["model.continual", "model.json", "model.safetensors"], Names());
        AcnModel back = WeightFiles.Load(path, torch.CPU);
        WeightFiles.Save(_model, path);

        Assert.Equal(["model.json", "model.safetensors"], Names());
        // A model of such a name is another one.
        WeightFiles.Save(_model, path + ".continual");
        WeightFiles.Save(_model, path);
        Assert.Equal(["model.continual.json", "model.continual.safetensors", "model.json", "model.safetensors"], Names());
        Assert.NotNull(back.Continual);
        back.Network.Dispose();
        Directory.Delete(folder, recursive: true);

        string[] Names() => [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
    }

    private MemoryParts Saved() => MemoryParts.Of(_model with { Continual = MadeUpModel.Importances(_model) });

    private MemoryParts SavedRows() => MemoryParts.Of(_model with { Continual = MadeUpModel.Rows(_model) });

    private MemoryParts Loadable(byte[] rows)
    {
        MemoryParts parts = SavedRows();
        parts[ContinualPart.Rows] = rows;
        parts.SealContinual(ContinualPart.Rows);
        return parts;
    }

    private AcnModel Loaded(byte[] rows) => Loadable(rows).Load();

    private static void Refused(MemoryParts parts, string part, string message)
    {
        var error = Assert.Throws<FormatException>(parts.Load);
        Assert.Contains($"'{part}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
