using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Inputs.Vectors;

/// <summary>A column of float vectors before training.</summary>
internal sealed class VectorFamily(AcnVectorOptions options) : InputFamily
{
    // Below, a matrix product over all slots costs next to nothing; from here on few numbers in many slots are better looked up.
    private const int MostDenseFeatures = 1_024;
    private const double SparseDensity = 0.1;
    private const double DefaultFeatureDropout = 0.2;

    public override IReadOnlyList<InputColumn> Columns => [VectorColumn.Open(options.FeatureColumnName)];

    public override IReadOnlyList<InputColumn> ColumnsLike(DataViewSchema training)
        => [VectorColumn.Sized(options.FeatureColumnName, training[options.FeatureColumnName].Type.GetValueCount())];

    public override RowStore CreateStore() => new VectorRowStore();

    public override Action Bind(DataViewRow row, RowStore store) => VectorColumn.Bind(row, (VectorRowStore)store, options.FeatureColumnName);

    public override InputEncoder BuildEncoder(RowStore store, ReadOnlySpan<int> trainingRows)
    {
        var vectors = (VectorRowStore)store;
        VectorStatistics statistics = VectorStatistics.Of(vectors, trainingRows);
        bool isSparse = vectors.Features > MostDenseFeatures && statistics.Density < SparseDensity;
        VectorScaling? scaling = !options.Normalize ? null
            : isSparse ? VectorScaling.Sparse(statistics)
            : VectorScaling.Standard(statistics);
        return new VectorEncoder(options.FeatureColumnName, vectors.Features, isSparse, scaling);
    }

    public override EmbeddingConfig EmbeddingFor(InputEncoder encoder)
    {
        var vectors = (VectorEncoder)encoder;
        return new VectorEmbeddingConfig { Features = vectors.Features, IsSparse = vectors.IsSparse };
    }

    public override LayerConfig LayerFor(InputEncoder encoder) => MlpLayerConfig.For(options);

    public override TrainingNoise CreateNoise(InputEncoder encoder, Random random) => new VectorNoise(random, options.FeatureDropout ?? DefaultFeatureDropout);

    public override IEnumerable<string> Warnings(RowStore store) => [];
}
