using System.IO.Compression;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Persistence;

namespace Microsoft.ML.Acn.Reliability.Seeds;

/// <summary>A small trained model as its files, from which damaged ones are made.</summary>
/// <param name="Name">Family and kind.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Zip">ML.NET's model file.</param>
/// <param name="Parts">The parts in it.</param>
/// <param name="Rows">A few rows as its encoder exports them.</param>
internal sealed record SeedModel(string Name, ModelKind Kind, byte[] Zip, MemoryParts Parts, IReadOnlyList<byte[]> Rows)
{
    /// <summary>ML.NET's own entry for the schema of what a model was trained on.</summary>
    public const string SchemaName = "Schema";

    /// <summary>That entry, as it was saved.</summary>
    public byte[] Schema { get; } = SchemaOf(Zip);

    /// <summary>The part with what is kept for later training, or null if there is none.</summary>
    public string? ContinualName => Parts.Has(ContinualPart.Importances) ? ContinualPart.Importances : Parts.Has(ContinualPart.Rows) ? ContinualPart.Rows : null;

    /// <summary>Saves a model.</summary>
    public static SeedModel Of(string name, MLContext context, ITransformer model, IDataView data)
    {
        using var file = new MemoryStream();
        context.Model.Save(model, data.Schema, file);
        byte[] zip = file.ToArray();
        ModelKind kind = model switch
        {
            AcnPretrainedTransformer => ModelKind.Pretrained,
            AcnFeaturesTransformer => ModelKind.Features,
            _ => ModelKind.Classifier,
        };
        MemoryParts parts = PartsOf(zip);
        return new SeedModel(name, kind, zip, parts, Export(parts, kind, data));
    }

    /// <summary>A saved classifier as it is in a file. It has no rows, so what loads is not scored.</summary>
    public static SeedModel FromZip(string name, byte[] zip) => new(name, ModelKind.Classifier, zip, PartsOf(zip), []);

    private static byte[] SchemaOf(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return BytesOf(archive.Entries.Single(entry => entry.FullName == SchemaName));
    }

    private static MemoryParts PartsOf(byte[] zip)
    {
        var parts = new MemoryParts();
        using var archive = new ZipArchive(new MemoryStream(zip));
        foreach (string part in new[] { ModelSerializer.ConfigPart, ModelSerializer.WeightsPart, ContinualPart.Importances, ContinualPart.Rows })
        {
            if (archive.Entries.FirstOrDefault(entry => entry.Name == part) is { } entry)
                parts[part] = BytesOf(entry);
        }
        return parts;
    }

    private static byte[] BytesOf(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static List<byte[]> Export(MemoryParts parts, ModelKind kind, IDataView data)
    {
        AcnModel model = parts.Load(kind);
        using var network = model.Network;
        RowStore store = model.Encoder.CreateStore();
        using DataViewRowCursor cursor = data.GetRowCursor(model.Encoder.ColumnNames.Select(name => data.Schema[name]));
        Action append = model.Encoder.Bind(cursor, store);
        for (int row = 0; row < 3 && cursor.MoveNext(); row++)
            append();
        store.Complete();
        return [.. Enumerable.Range(0, store.Count).Select(row => model.Encoder.Export(store, row))];
    }
}
