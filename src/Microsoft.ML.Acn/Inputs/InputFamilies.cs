using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Inputs.Vectors;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Inputs;

/// <summary>The families of inputs. A new one (images, vectors) gets its options and its column types here, and nowhere else.</summary>
internal static class InputFamilies
{
    /// <summary>The types of feature columns for which a family is chosen, in words.</summary>
    public static string KnownTypes => $"{TextDataViewType.Instance}, {ImageColumn.KnownTypes}, {VectorColumn.AnySize}";

    /// <summary>The family that a trainer's options belong to.</summary>
    public static InputFamily Of(AcnOptions options) => options switch
    {
        AcnTextOptions text => new TextFamily(text),
        AcnImageOptions image => new ImageFamily(image),
        AcnVectorOptions vector => new VectorFamily(vector),
        _ => throw new NotSupportedException($"There is no input family for {options.GetType().Name}."),
    };

    /// <summary>Default options of the family that an encoder is of.</summary>
    public static AcnOptions OptionsFor(InputEncoder encoder) => encoder switch
    {
        TextEncoder text => new AcnTextOptions { MaxTokens = text.Vocabulary.Config.MaxTokens },
        ImageEncoder => new AcnImageOptions(),
        VectorEncoder => new AcnVectorOptions(),
        _ => throw new NotSupportedException($"There is no input family for {encoder.GetType().Name}."),
    };

    /// <summary>Default options of the family that reads a type of feature column, or null if there is none.</summary>
    public static AcnOptions? OptionsFor(DataViewType featureType) => featureType switch
    {
        TextDataViewType => new AcnTextOptions(),
        _ when ImageColumn.IsImage(featureType) => new AcnImageOptions(),
        _ when VectorColumn.IsKnownVector(featureType) => new AcnVectorOptions(),
        _ => null,
    };
}
