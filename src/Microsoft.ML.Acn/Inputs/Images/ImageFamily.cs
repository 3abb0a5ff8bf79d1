using System.Globalization;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>A column of images before training. The first rows that are read settle what the options leave open.</summary>
internal sealed class ImageFamily(AcnImageOptions options) : InputFamily
{
    private readonly ImageGeometry _geometry = ImageGeometry.Of(options);
    private readonly PixelLayout _layout = PixelLayout.Of(options);
    private readonly Rgb _background = new(options.Background.R, options.Background.G, options.Background.B);

    public override IReadOnlyList<InputColumn> Columns => [ImageColumn.Of(options.FeatureColumnName, null)];

    public override RowStore CreateStore() => CreateStore((long)options.MemoryBudgetMegabytes << 20);

    public override RowStore CreatePart() => CreateStore(long.MaxValue);

    public override RowStore CreateStoreFor(InputEncoder encoder) => ((ImageEncoder)encoder).CreateStore((long)options.MemoryBudgetMegabytes << 20, Threads, HasDigest);

    public override RowStore CreatePartFor(InputEncoder encoder) => ((ImageEncoder)encoder).CreateStore(long.MaxValue, Threads);

    public override Action Bind(DataViewRow row, RowStore store)
    {
        DataViewType type = row.Schema[options.FeatureColumnName].Type;
        if (ImageColumn.IsPixels(type, out _))
            _geometry.Settle(VectorShape.Of(options.FeatureColumnName, (VectorDataViewType)type, options));
        return ImageColumn.Bind(row, (ImageRowStore)store, options.FeatureColumnName, _layout, refuse: true);
    }

    public override InputEncoder BuildEncoder(RowStore store, ReadOnlySpan<int> trainingRows) => BuildEncoder(ImageStatistics.Of((ImageRowStore)store, trainingRows));

    public override InputEncoder BuildEncoder(IEnumerable<RowStore> parts)
    {
        var statistics = new ImageStatistics(_geometry.Shape.Channels);
        foreach (ImageRowStore part in parts.Cast<ImageRowStore>())
        {
            for (int row = 0; row < part.Count; row++)
                statistics.Add(part.Pixels(row));
        }
        return BuildEncoder(statistics);
    }

    public override EmbeddingConfig EmbeddingFor(InputEncoder encoder)
    {
        var images = (ImageEncoder)encoder;
        // A transformer does not see where a token is; a mixer has weights for each place.
        bool hasPositions = options.Architecture == AcnImageArchitecture.VisionTransformer;
        PatchStem wished = options.Stem == AcnImageStem.Convolutional ? PatchStem.Convolutional : PatchStem.Linear;
        return new PatchEmbeddingConfig
        {
            Channels = images.Shape.Channels,
            Height = images.Shape.Height,
            Width = images.Shape.Width,
            PatchSize = images.PatchSize,
            Stem = PatchEmbeddingConfig.HasStem(wished, images.PatchSize) ? wished : PatchStem.Linear,
            HasPositions = hasPositions,
        };
    }

    public override LayerConfig LayerFor(InputEncoder encoder)
    {
        int tokens = ((ImageEncoder)encoder).Tokens;
        return options.Architecture switch
        {
            AcnImageArchitecture.VisionTransformer => TransformerLayerConfig.For(options),
            AcnImageArchitecture.MlpMixer => MixerLayerConfig.For(options, tokens, isPaperVariant: false),
            _ => MixerLayerConfig.For(options, tokens, isPaperVariant: true),
        };
    }

    public override TrainingNoise CreateNoise(InputEncoder encoder, Random random)
        => new ImageNoise(random, new ImageAugmenter(options.Augmentation, ((ImageEncoder)encoder).Shape, random));

    // A checkpoint must know other pictures from these.
    private bool HasDigest => options.CheckpointPath is not null;

    private int Threads => options.Threads ?? Environment.ProcessorCount;

    private ImageRowStore CreateStore(long budget) => new(_geometry, _background, Threads) { Budget = budget, HasDigest = HasDigest };

    private ImageEncoder BuildEncoder(ImageStatistics statistics)
        => new(options.FeatureColumnName, _geometry, _layout, _background, statistics.Means(), statistics.Scales());

    public override IEnumerable<string> Warnings(RowStore store)
    {
        var images = (ImageRowStore)store;
        if (images.FirstRemoved is { } first)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{images.RemovedRows:N0} of {images.RemovedRows + images.Count:N0} images could not be read and were left out; the first is {first}.");
        }
        if (images.IsSpilled)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{images.Count:N0} images of {images.Geometry.Shape.Bytes:N0} bytes exceed the memory budget of {options.MemoryBudgetMegabytes:N0} MB: they are read again in each epoch, and shuffled only over some distance. They should not come class by class.");
        }
    }
}
