using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Images;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>x_0 of a patch: its pixels through the stem, plus its row among the patches, plus its column.</summary>
/// <remarks>All images of a batch have the same patches, so there is no padding and no mask.</remarks>
internal sealed class PatchEmbedding : TokenEmbedding
{
    // Together 0.5: comparable to the patch's own part, whose deviation is near 1. With 0.02, a usual choice, the network stays blind to position.
    private const double PositionDeviation = 0.35;

    private readonly ImageStem stem;
    private readonly Parameter? position_rows;
    private readonly Parameter? position_columns;
    private readonly PatchEmbeddingConfig _config;
    private readonly Device _device;

    /// <param name="config">Shapes, checked by <see cref="PatchEmbeddingConfig.Build"/>.</param>
    /// <param name="width">C, the features of a token.</param>
    /// <param name="init">Source of starting weights.</param>
    public PatchEmbedding(PatchEmbeddingConfig config, int width, WeightInitializer init)
    {
        _config = config;
        _device = init.Device;
        stem = Own<ImageStem>(nameof(stem), config.Stem == PatchStem.Linear ? new LinearStem(config, width, init) : new ConvolutionalStem(config, width, init));
        position_rows = config.HasPositions ? Own(nameof(position_rows), new Parameter(init.Normal(PositionDeviation, config.PatchRows, width))) : null;
        position_columns = config.HasPositions ? Own(nameof(position_columns), new Parameter(init.Normal(PositionDeviation, config.PatchColumns, width))) : null;
    }

    /// <summary>None: every image reads all weights.</summary>
    public override Parameter? RowTable => null;

    /// <inheritdoc/>
    public override IEnumerable<IProduct> Products => stem.Parts().OfType<IProduct>();

    public override EmbeddedBatch Embed(InputBatch batch, TrainingPass? training)
    {
        Tensor x = stem.Forward(Pixels((ImageBatch)batch)).to_type(ScalarType.Float32); // (B, T, C)
        if (position_rows is not null && position_columns is not null)
            x = x.Plus(position_rows.unsqueeze(1).Plus(position_columns.unsqueeze(0)).flatten(0, 1)); // (T, C)

        Tensor pool = HostNumbers.Zeros([batch.Count, 1, _config.Tokens], out Span<float> shares);
        shares.Fill(1f / _config.Tokens);
        return new EmbeddedBatch(x, HostNumbers.On(_device, pool), null);
    }

    /// <summary>Normalised pixels. (B, channels, H, W) They travel to the device as bytes.</summary>
    private Tensor Pixels(ImageBatch images)
    {
        long[] perChannel = [1, _config.Channels, 1, 1];
        Tensor pixels = HostNumbers.ToTensor<byte>(images.Pixels.Span, [images.Count, _config.Channels, _config.Height, _config.Width], _device);
        Tensor negativeMeans = tensor(Array.ConvertAll(images.Means, mean => -mean), perChannel, device: _device);
        return pixels.to_type(ScalarType.Float32).PlusInPlace(negativeMeans).mul_(tensor(images.Scales, perChannel, device: _device));
    }
}
