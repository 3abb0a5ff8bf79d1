using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// x_0 of a token: the mean of the table's rows for its word and character n-grams, plus the row of the pair with the word before it,
/// plus its position, plus, in pairs of texts, which of the two it is from.
/// </summary>
internal sealed class TextEmbedding : TokenEmbedding
{
    // Near that of a token's own part once training has moved the table; much less leaves the network blind to position.
    private const double PositionDeviation = 0.1;

    private readonly Parameter table;
    private readonly Parameter positions;
    private readonly Parameter? segments;

    public TextEmbedding(TextEmbeddingConfig config, int width, WeightInitializer init)
    {
        // Zero means "says nothing": n-grams that no training row had stay silent, and zeros take no room in a compressed file.
        table = Own(nameof(table), new Parameter(LargeTable.Zeros(init.Device, config.TableRows, width), requires_grad: false));
        positions = Own(nameof(positions), new Parameter(init.Normal(PositionDeviation, config.Positions, width)));
        segments = config.IsPair ? Own(nameof(segments), new Parameter(init.Normal(PositionDeviation, 2, width))) : null;
    }

    public override Parameter RowTable => table;

    public override EmbeddedBatch Embed(InputBatch batch, TrainingPass? training)
    {
        var text = (TextBatch)batch;
        Device device = positions.device;
        Tensor means = RowMeans.Of(table, text.Bags!); // (S, C)
        if (training is not null)
            means = training.RowMeans = new Parameter(means);

        Tensor x = means.index_select(0, PerToken(text.Words, device)); // (B*T, C)
        if (text.Bigrams is not null)
            x = x.Plus(means.index_select(0, PerToken(text.Bigrams, device)));
        if (segments is not null && text.Segments is not null)
            x = x.Plus(segments.index_select(0, PerToken(text.Segments, device)));
        x = x.view(text.Count, text.Tokens, positions.shape[1]).Plus(positions.narrow(0, 0, text.Tokens));

        (Tensor pool, Tensor? mask) = Masks(text);
        return new EmbeddedBatch(
            x,
            HostNumbers.On(device, pool),
            mask is null ? null : HostNumbers.On(device, mask),
            text.Chosen is null ? null : HostNumbers.ToTensor<long>(text.Chosen, [text.Chosen.Length], device));
    }

    private static Tensor PerToken(BatchArray<int> numbers, Device device) => HostNumbers.ToTensor<int>(numbers.Span, [numbers.Length], device);

    /// <summary>See <see cref="EmbeddedBatch"/>. On the CPU.</summary>
    private static (Tensor Pool, Tensor? Mask) Masks(TextBatch text)
    {
        ReadOnlySpan<int> lengths = text.Lengths.Span;
        Tensor pool = HostNumbers.Zeros([text.Count, 1, text.Tokens], out Span<float> shares);
        Tensor? mask = null;
        Span<float> hidden = default;
        for (int row = 0; row < lengths.Length; row++)
        {
            int start = row * text.Tokens, length = lengths[row];
            shares.Slice(start, length).Fill(1f / length);
            if (length == text.Tokens)
                continue;
            mask ??= HostNumbers.Zeros([text.Count, 1, 1, text.Tokens], out hidden);
            hidden.Slice(start + length, text.Tokens - length).Fill(float.NegativeInfinity);
        }
        return (pool, mask);
    }
}
