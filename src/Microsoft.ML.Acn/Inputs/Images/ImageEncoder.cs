namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>A column of images to batches of bytes. Reads images of all kinds, whichever of them it was trained with.</summary>
/// <param name="column">The column.</param>
/// <param name="geometry">Settled.</param>
/// <param name="layout">How a vector of floats holds pixels.</param>
/// <param name="background">What is seen through pixels that are not opaque.</param>
/// <param name="means">The mean of each channel over the training images, 0 to 255. (C)</param>
/// <param name="scales">One over the deviation of each channel. (C)</param>
internal sealed class ImageEncoder(string column, ImageGeometry geometry, PixelLayout layout, Rgb background, float[] means, float[] scales) : InputEncoder
{
    private readonly string[] _columns = [column];

    public ImageShape Shape => geometry.Shape;

    public int PatchSize => geometry.PatchSize;

    /// <summary>T, the patches of an image.</summary>
    public int Tokens => geometry.Tokens;

    public PixelLayout Layout => layout;

    public Rgb Background => background;

    public IReadOnlyList<float> Means => means;

    public IReadOnlyList<float> Scales => scales;

    public override IReadOnlyList<string> ColumnNames => _columns;

    public override IReadOnlyList<InputColumn> Columns => [ImageColumn.Of(column, Shape.Bytes)];

    public override RowStore CreateStore() => CreateStore(long.MaxValue, Environment.ProcessorCount);

    /// <param name="budget">Bytes of pixels that may be held.</param>
    /// <param name="threads">Threads that decode.</param>
    /// <param name="hasDigest">Whether what exceeds the budget leaves a digest.</param>
    public ImageRowStore CreateStore(long budget, int threads, bool hasDigest = false) => new(geometry, background, threads) { Budget = budget, HasDigest = hasDigest };

    public override Action Bind(DataViewRow row, RowStore store) => ImageColumn.Bind(row, (ImageRowStore)store, column, layout, refuse: false);

    public override InputBatch Collate(RowStore store, ReadOnlySpan<int> rows, TrainingNoise? noise)
    {
        var images = (ImageRowStore)store;
        ImageShape shape = Shape;
        BatchArray<byte> array = BatchArray<byte>.Of(checked(rows.Length * shape.Bytes));
        Span<byte> pixels = array.Span;
        for (int i = 0; i < rows.Length; i++)
            images.Pixels(rows[i]).CopyTo(pixels[(i * shape.Bytes)..]);
        RowMix? mix = noise is ImageNoise { Augmenter: var augmenter } ? augmenter.Apply(pixels, rows.Length) : null;
        return new ImageBatch
        {
            Count = rows.Length,
            Mix = mix,
            Pixels = array,
            Channels = shape.Channels,
            Height = shape.Height,
            Width = shape.Width,
            Means = means,
            Scales = scales,
        };
    }

    public override byte[] Export(RowStore store, int row) => ((ImageRowStore)store).Pixels(row).ToArray();

    public override void Import(RowStore store, ReadOnlySpan<byte> row)
    {
        if (row.Length != Shape.Bytes)
            throw new FormatException($"an image has {row.Length} bytes, not {Shape.Bytes}");
        ((ImageRowStore)store).Append(row);
    }
}
